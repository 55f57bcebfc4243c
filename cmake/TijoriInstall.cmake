# Where things are installed, and what is installed with each of the three components: acct-host-sdk-dev, libtijori and munim.
# A component is a Debian package, too (packaging/Packages.cmake).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

option(TIJORI_SBOM "Install a bill of materials with each component; needs Ninja, Python and dpkg" OFF)

set(TIJORI_PACKAGE_RELEASE 1)  # of PROJECT_VERSION; as in packaging/changelog
set(TIJORI_PACKAGING "${PROJECT_SOURCE_DIR}/packaging")

# Writes SOURCE, compressed, to the file TO: as small as it gets and without a time, as Debian wants it.
function(tijori_compress source to)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
  execute_process(COMMAND gzip -9nc "${source}" OUTPUT_FILE "${to}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# Installs the component's copyright, changelog, manual pages and bill of materials. Comes after its other install rules: the
# bill names the files that they installed.
function(tijori_install_documents component)
  set(documents "${CMAKE_INSTALL_DATAROOTDIR}/doc/${component}")
  install(FILES "${TIJORI_PACKAGING}/copyright" DESTINATION "${documents}" COMPONENT ${component})
  set(changelog "${CMAKE_CURRENT_BINARY_DIR}/changelog.Debian.gz")
  tijori_compress("${TIJORI_PACKAGING}/changelog" "${changelog}")
  install(FILES "${changelog}" DESTINATION "${documents}" COMPONENT ${component})

  install(FILES "${TIJORI_PACKAGING}/lintian-overrides" DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/lintian/overrides"
          RENAME "${component}" COMPONENT ${component})

  # A page goes with the program whose name it has: acct-… are tools of the SDK.
  file(GLOB pages CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/man/*.[1-8]")
  foreach(page IN LISTS pages)
    cmake_path(GET page FILENAME name)
    if(name MATCHES "^acct-")
      set(owner acct-host-sdk-dev)
    elseif(name MATCHES "^(lib)?tijori")
      set(owner libtijori)
    else()
      set(owner munim)
    endif()
    if(owner STREQUAL component)
      string(REGEX MATCH "[1-8]$" section "${name}")
      tijori_compress("${page}" "${CMAKE_CURRENT_BINARY_DIR}/${name}.gz")
      install(FILES "${CMAKE_CURRENT_BINARY_DIR}/${name}.gz" DESTINATION "${CMAKE_INSTALL_MANDIR}/man${section}"
              COMPONENT ${component})
    endif()
  endforeach()

  if(TIJORI_SBOM)
    find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
    if(NOT CMAKE_GENERATOR STREQUAL "Ninja")
      message(FATAL_ERROR "The bill of materials (TIJORI_SBOM) is made from what Ninja records: use the generator Ninja.")
    endif()
    # What earlier components of the same `cmake --install` have installed is none of this one's.
    string(CONFIGURE [[
      set(files "${CMAKE_INSTALL_MANIFEST_FILES}")
      list(REMOVE_ITEM files ${tijori_described})
      list(APPEND tijori_described ${files})
      list(JOIN files "\n" files)
      file(WRITE "@CMAKE_CURRENT_BINARY_DIR@/installed-files" "${files}\n")
      set(bill "${CMAKE_INSTALL_PREFIX}/@documents@/@component@.spdx.json")
      execute_process(
        COMMAND "@Python3_EXECUTABLE@" -B "@TIJORI_PACKAGING@/sbom.py" --component "@component@"
          --version "@PROJECT_VERSION@-@TIJORI_PACKAGE_RELEASE@" --source "@PROJECT_SOURCE_DIR@" --build "@PROJECT_BINARY_DIR@"
          --changelog "@TIJORI_PACKAGING@/changelog" --tool "@CMAKE_CXX_COMPILER@" --tool "@CMAKE_LINKER@"
          --optional libsecret-1.so.0=libsecret-1-0 --root "$ENV{DESTDIR}"
          --prefix "${CMAKE_INSTALL_PREFIX}" --output "${bill}"
        INPUT_FILE "@CMAKE_CURRENT_BINARY_DIR@/installed-files" COMMAND_ERROR_IS_FATAL ANY)
      list(APPEND CMAKE_INSTALL_MANIFEST_FILES "${bill}")
      list(APPEND tijori_described "${bill}")]] code @ONLY)
    install(CODE "${code}" COMPONENT ${component})
  endif()
endfunction()
