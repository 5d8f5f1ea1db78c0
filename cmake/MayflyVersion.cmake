# The version stands twice, for people who read the project and for programs that include
# mayfly/version.h: here both are compared.
set(version_header ${PROJECT_SOURCE_DIR}/lib/include/mayfly/version.h)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${version_header})
file(STRINGS ${version_header} version_lines REGEX "^#define MAYFLY_VERSION_")
list(TRANSFORM version_lines REPLACE "^.* " "")
list(JOIN version_lines "." header_version)
if(NOT header_version STREQUAL PROJECT_VERSION)
  message(FATAL_ERROR "${version_header} says ${header_version}, the project ${PROJECT_VERSION}")
endif()
