# Finds Botan 3 or 2 and defines Botan::Botan. The static archive is taken where there is one,
# unless MAYFLY_SHARED_DEPS is set. Sets Botan_PKGCONFIG (for mayfly.pc).
include(FindPackageHandleStandardArgs)
find_package(PkgConfig QUIET)

foreach(major 3 2)
  pkg_check_modules(PC_BOTAN${major} QUIET botan-${major})
  find_path(Botan${major}_INCLUDE_DIR NAMES botan/version.h
            HINTS ${PC_BOTAN${major}_INCLUDE_DIRS} PATH_SUFFIXES botan-${major})
  if(NOT MAYFLY_SHARED_DEPS)
    find_library(Botan${major}_LIBRARY NAMES libbotan-${major}.a
                 HINTS ${PC_BOTAN${major}_LIBRARY_DIRS})
  endif()
  find_library(Botan${major}_LIBRARY NAMES botan-${major} HINTS ${PC_BOTAN${major}_LIBRARY_DIRS})
  mark_as_advanced(Botan${major}_INCLUDE_DIR Botan${major}_LIBRARY)
  if(Botan${major}_INCLUDE_DIR AND Botan${major}_LIBRARY)
    set(Botan_INCLUDE_DIR ${Botan${major}_INCLUDE_DIR})
    set(Botan_LIBRARY ${Botan${major}_LIBRARY})
    set(Botan_PKGCONFIG botan-${major})
    set(Botan_VERSION ${PC_BOTAN${major}_VERSION})
    break()
  endif()
endforeach()

find_package_handle_standard_args(Botan
  REQUIRED_VARS Botan_LIBRARY Botan_INCLUDE_DIR VERSION_VAR Botan_VERSION)

if(Botan_FOUND AND NOT TARGET Botan::Botan)
  add_library(Botan::Botan UNKNOWN IMPORTED)
  set_target_properties(Botan::Botan PROPERTIES
    IMPORTED_LOCATION "${Botan_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Botan_INCLUDE_DIR}")
endif()
