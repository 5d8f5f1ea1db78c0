#pragma once

#include <filesystem>
#include <optional>

#include "mayfly/bytes.h"

namespace mayfly {

/// The bytes of a file that tells a program of the user's what to do, such as its configuration: at
/// most `max_size` of them, and of a longer file one more. Nothing if there is no such file, or if
/// its folder is closed to us; that takes one or two system calls. Others may read it. Throws
/// Error{unsafe_permissions} if it is a symbolic link or cannot be read, if it or its folder is
/// another user's, or if others can write to either; and Error{usage} if it is not a regular file,
/// which is not waited for either.
std::optional<SecureBytes> read_own_file(const std::filesystem::path& path, std::size_t max_size);

}  // namespace mayfly
