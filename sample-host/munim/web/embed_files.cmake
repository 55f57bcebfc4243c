# Writes a C++ file that holds the web page's files. Called as: cmake -DOUTPUT=… -DFOLDER=… -P embed_files.cmake
file(GLOB names RELATIVE "${FOLDER}" "${FOLDER}/*.html" "${FOLDER}/*.js" "${FOLDER}/*.css" "${FOLDER}/*.svg")
list(SORT names)
set(arrays "")
set(entries "")
set(number 0)
foreach(name IN LISTS names)
  file(READ "${FOLDER}/${name}" bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  # The closing 0 is not part of the file; it keeps an empty file from being an empty array.
  string(APPEND arrays "const unsigned char file_${number}[] = {${bytes}0};\n")
  string(APPEND entries "        {\"${name}\", {reinterpret_cast<const char*>(file_${number}), sizeof(file_${number}) - 1}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUTPUT}" "// Made by embed_files.cmake from sample-host/web.
#include \"web/static_files.hpp\"

namespace munim {
namespace {
${arrays}
}  // namespace

std::vector<EmbeddedFile> embedded_files() {
    return {
${entries}    };
}

}  // namespace munim
")
