# The Debian packages: ./tijori package makes them with CPack, one for each component that cmake --install knows.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tijori)
set(CPACK_PACKAGE_VENDOR "Tijori")
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_SOURCE_DIR}/build/packages")
set(CPACK_COMPONENTS_ALL acct-host-sdk-dev libtijori munim)
set(CPACK_STRIP_FILES ON)

set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/cpack_folders.cmake")

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${TIJORI_PACKAGE_RELEASE})
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "Tijori maintainers <maintainers@tijori.example>")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SOURCE tijori)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

# package NAME section summary text: what dpkg and apt show.
macro(tijori_package name section summary text)
  string(TOUPPER ${name} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name})
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section})
  set(CPACK_DEBIAN_${upper}_DESCRIPTION "${summary}\n${text}")
endmacro()

tijori_package(acct-host-sdk-dev libdevel "ABI, loader and examples for accounting plugins"
"A plugin for accounting programs is a shared library with a small C ABI that
only ever grows. This package has what makers of plugins and of programs that
load them need: the C headers, C++ classes over them, a loader (a static
library that finds and checks plugins), files for CMake and pkg-config, and
examples in C, C++ and Python.")

tijori_package(libtijori libs "keeps the API credentials of Indian invoice portals"
"Indian businesses register their invoices with an Invoice Registration
Portal (IRP), with an API user for each of their registrations (GSTIN). This
plugin for accounting programs gives them a settings page on which these
credentials are entered, verified with the IRP and stored encrypted, and a
service through which their other modules call the IRP without ever holding a
password.")
# The authorities that the certificates of IRPs are checked against; what is loaded when the user chooses the desktop's keyring.
set(CPACK_DEBIAN_LIBTIJORI_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_DEBIAN_LIBTIJORI_PACKAGE_SUGGESTS "libsecret-1-0, munim")

tijori_package(munim misc "small accounting host to try invoice portal plugins with"
"Munim has made-up companies and fifty sample invoices, and registers them
with an Invoice Registration Portal (IRP) through a plugin such as libtijori.
It has web pages, a command line and settings pages in a terminal. With it
comes irp-sandbox, a local IRP that needs no network and no account, and that
fails on request.")
set(CPACK_DEBIAN_MUNIM_PACKAGE_RECOMMENDS "libtijori")
include(CPack)
