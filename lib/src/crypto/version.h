#pragma once

#include <string>

namespace mayfly::crypto {

/// The version of the library that is linked.
std::string botan_version();

}  // namespace mayfly::crypto
