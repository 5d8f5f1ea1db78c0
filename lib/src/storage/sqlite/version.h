#pragma once

#include <string>

namespace mayfly::storage {

/// The version of the library that is linked.
std::string sqlite_version();

}  // namespace mayfly::storage
