# Finds Botan 3 or 2 and defines Botan::Botan. The static archive is taken where there is one,
# unless MAYFLY_SHARED_DEPS is set. Sets Botan_MAJOR (2 or 3) and Botan_PKGCONFIG (for mayfly.pc).
include(FindPackageHandleStandardArgs)
find_package(PkgConfig QUIET)

foreach(major 3 2)
  pkg_check_modules(PC_BOTAN${major} QUIET botan-${major})
  find_path(Botan_INCLUDE_DIR NAMES botan/version.h
            HINTS ${PC_BOTAN${major}_INCLUDE_DIRS} PATH_SUFFIXES botan-${major})
  if(NOT MAYFLY_SHARED_DEPS)
    find_library(Botan_LIBRARY NAMES libbotan-${major}.a HINTS ${PC_BOTAN${major}_LIBRARY_DIRS})
  endif()
  find_library(Botan_LIBRARY NAMES botan-${major} HINTS ${PC_BOTAN${major}_LIBRARY_DIRS})
  if(Botan_INCLUDE_DIR AND Botan_LIBRARY)
    set(Botan_MAJOR ${major})
    set(Botan_PKGCONFIG botan-${major})
    set(Botan_VERSION ${PC_BOTAN${major}_VERSION})
    break()
  endif()
endforeach()

find_package_handle_standard_args(Botan
  REQUIRED_VARS Botan_LIBRARY Botan_INCLUDE_DIR VERSION_VAR Botan_VERSION)
mark_as_advanced(Botan_LIBRARY Botan_INCLUDE_DIR)

if(Botan_FOUND AND NOT TARGET Botan::Botan)
  add_library(Botan::Botan UNKNOWN IMPORTED)
  set_target_properties(Botan::Botan PROPERTIES
    IMPORTED_LOCATION "${Botan_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Botan_INCLUDE_DIR}")
endif()
