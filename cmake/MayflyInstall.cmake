# What `cmake --install` brings besides the tool and its pages: the library, its headers, a CMake
# package (find_package(mayfly) gives mayfly::core) and a pkg-config file.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/mayfly)

install(TARGETS mayfly_core EXPORT mayfly_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/lib/include/mayfly DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT mayfly_targets NAMESPACE mayfly:: DESTINATION ${package_dir})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/mayflyConfig.cmake.in
  ${PROJECT_BINARY_DIR}/mayflyConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/mayflyConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/mayflyConfig.cmake
  ${PROJECT_BINARY_DIR}/mayflyConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindArgon2.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindBotan.cmake
  DESTINATION ${package_dir})

# Relative, so that `cmake --install --prefix` may say another place than the configuration did.
file(RELATIVE_PATH MAYFLY_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${PROJECT_SOURCE_DIR}/cmake/mayfly.pc.in ${PROJECT_BINARY_DIR}/mayfly.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/mayfly.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
