# What `cmake --install` brings. Runtime: the tool, its pages, and what goes with a copy of it.
# Development: the library, its headers, a CMake package (find_package(mayfly) gives mayfly::core)
# and a pkg-config file. tests/packaging/installed_files.sh has the list.
if(MAYFLY_TOOL)
  install(TARGETS mayfly RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT Runtime)
  # One page for each command, one for the whole, and those on a subject; tests/cli/man_pages.sh keeps them true.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
    COMPONENT Runtime FILES_MATCHING PATTERN "*.1")
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man7
    COMPONENT Runtime FILES_MATCHING PATTERN "*.7")
  # Where each shell looks, also below /usr/local; zsh of Debian has a folder of its own below /usr.
  set(zsh_folder share/zsh/site-functions)
  if(CMAKE_INSTALL_PREFIX STREQUAL "/usr" AND EXISTS /etc/debian_version)
    set(zsh_folder share/zsh/vendor-completions)
  endif()
  set(completion_dir ${PROJECT_SOURCE_DIR}/app/completion)
  install(FILES ${completion_dir}/mayfly.bash RENAME mayfly COMPONENT Runtime
    DESTINATION share/bash-completion/completions)
  install(FILES ${completion_dir}/mayfly.zsh RENAME _mayfly COMPONENT Runtime
    DESTINATION ${zsh_folder})
  install(FILES ${completion_dir}/mayfly.fish COMPONENT Runtime
    DESTINATION share/fish/vendor_completions.d)
  foreach(document CHANGELOG.md LICENSE README.md SECURITY.md THIRD_PARTY_NOTICES.md)
    install(FILES ${PROJECT_SOURCE_DIR}/${document} DESTINATION ${CMAKE_INSTALL_DOCDIR}
      COMPONENT Runtime)
  endforeach()
endif()

if(NOT MAYFLY_INSTALL_LIBRARY)
  return()
endif()

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/mayfly)

install(TARGETS mayfly_core EXPORT mayfly_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT Development
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT Development)
install(EXPORT mayfly_targets NAMESPACE mayfly:: DESTINATION ${package_dir} COMPONENT Development)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/mayflyConfig.cmake.in
  ${PROJECT_BINARY_DIR}/mayflyConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/mayflyConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/mayflyConfig.cmake
  ${PROJECT_BINARY_DIR}/mayflyConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindArgon2.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindBotan.cmake
  DESTINATION ${package_dir} COMPONENT Development)

# Relative, so that `cmake --install --prefix` may say another place than the configuration did.
file(RELATIVE_PATH MAYFLY_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${PROJECT_SOURCE_DIR}/cmake/mayfly.pc.in ${PROJECT_BINARY_DIR}/mayfly.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/mayfly.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  COMPONENT Development)
