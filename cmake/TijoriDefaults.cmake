# Compiler rules that hold for every target: language levels, warnings as errors, hardening, sanitizers.
# Targets get them by linking tijori::defaults.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Debug CACHE STRING "" FORCE)
endif()

add_library(tijori_defaults INTERFACE)
add_library(tijori::defaults ALIAS tijori_defaults)
# Programs are position-independent, too: without this, CMake compiles them so but leaves linking to the compiler's defaults.
include(CheckPIESupported)
check_pie_supported(LANGUAGES C CXX)

# Indirect jumps and returns reach only where they may: Intel CET, Arm BTI and PAC.
set(control_flow "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64|i.86)$")
  set(control_flow -fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(control_flow -mbranch-protection=standard)
endif()
target_compile_options(tijori_defaults INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdate-time -Werror
  -fstack-protector-strong -fstack-clash-protection ${control_flow}
  # In a release no path of the machine that built it: two builds in different places are the same, byte for byte.
  "$<$<CONFIG:Release>:-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.;-ffile-prefix-map=${PROJECT_BINARY_DIR}=build>"
  # Unique symbols would pin a shared library in the process after dlclose: the plugin must be unloadable.
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
target_link_options(tijori_defaults INTERFACE -Wl,-z,relro,-z,now -Wl,-z,noexecstack)
if(NOT TIJORI_SANITIZE)
  target_compile_options(tijori_defaults INTERFACE "$<$<CONFIG:Release>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # When it optimises, GCC 12 sees overlaps in std::string and lengths in the comparison of vectors that are not there
    # (GCC bug 105651 and its kin).
    foreach(false_alarm -Wno-restrict -Wno-stringop-overread)
      target_compile_options(tijori_defaults INTERFACE $<$<AND:$<CONFIG:Release>,$<COMPILE_LANGUAGE:CXX>>:${false_alarm}>)
    endforeach()
  endif()
else()
  target_compile_options(tijori_defaults INTERFACE
    -fsanitize=${TIJORI_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(tijori_defaults INTERFACE -fsanitize=${TIJORI_SANITIZE})
endif()
