#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace mayfly::bench {

/// A file of random bytes, so that gpg has nothing to compress. Returns `path`.
std::filesystem::path make_message(const std::filesystem::path& path, std::size_t size);

/// A copy of the program in the folder, as an installation makes one. What a linker has written
/// lies in the page cache in small pieces, and starts a tenth slower than what was written from one
/// end to the other.
std::string installed(const std::filesystem::path& folder, const std::filesystem::path& program);

}  // namespace mayfly::bench
