#pragma once

#include <string>

/// The version of this library (semver.org), for `#if`. CMake stops if it is not that of the
/// project.
#define MAYFLY_VERSION_MAJOR 0
#define MAYFLY_VERSION_MINOR 1
#define MAYFLY_VERSION_PATCH 0

namespace mayfly {

/// The versions of the libraries that are linked: "2.19.3", "3.40.1".
struct LibraryVersions {
  std::string botan;
  std::string sqlite;
};
LibraryVersions library_versions();

}  // namespace mayfly
