#pragma once

#include <filesystem>

#include "tool/tool.h"

namespace mayfly::app {

/// KeyFile::read(), with a warning if the file is one of Windows's.
KeyFile read_key_file(const Tool& tool, const std::filesystem::path& file);

/// Makes a key file, and its folder; false if there is one already. It stays if more fails,
/// since another process may have put it to use, and the error says so.
bool make_key_file(const Tool& tool, const std::filesystem::path& file, const UserName& user);

/// The key that the descriptor of --key-fd hands over; nothing without the option. It is read to
/// its end, so once. Throws Error{usage} or Error{wrong_key}.
std::optional<KeyFile> key_of_descriptor(const Tool& tool);

/// Throws Error{usage} if the options name two files of one key, or one source of two keys.
void require_consistent_sources(const GlobalOptions& options);

/// KeyFile::parse(), with the same warning.
KeyFile parse_key_file(const Tool& tool, ByteView text);

}  // namespace mayfly::app
