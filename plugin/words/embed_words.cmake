# Writes a C++ file with the text of a catalogue. Called as: cmake -DOUTPUT=… -DCATALOGUE=… -P embed_words.cmake
file(READ "${CATALOGUE}" text)
set(code "// Made by embed_words.cmake from words/hi.json.\n#include \"base/shipped_words.hpp\"\n\nnamespace tijori {\n\n")
string(APPEND code "std::string_view shipped_hindi() noexcept {\n    return R\"words(${text})words\";\n}\n\n}  // namespace tijori\n")
file(WRITE "${OUTPUT}" "${code}")
