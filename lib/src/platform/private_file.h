#pragma once

// Files that nobody else may read. Their folders: private_folder.h.

#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "mayfly/bytes.h"
#include "platform/descriptor.h"

namespace mayfly::platform {

/// Whether there is a file at `path`. Throws Error{unsafe_permissions} if it is a symbolic link,
/// belongs to another user, or is open to group or others.
bool private_file_exists(const std::filesystem::path& path);

/// The same, with what is known of it.
std::optional<struct stat> private_file_status(const std::filesystem::path& path);

/// The bytes of a private file, at most `max_size`: a longer one gives `max_size + 1`. Never blocks
/// on a FIFO. Throws as above, and std::system_error if it is missing, unreadable or not a regular
/// file.
SecureBytes read_private_file(const std::filesystem::path& path, std::size_t max_size);

/// What is left to read of `fd`, at most `max_size` bytes: if there are more, `max_size + 1`.
/// Throws Error, which names `path`.
SecureBytes read_up_to(int fd, std::size_t max_size, const std::filesystem::path& path);

/// Opens a private file for reading and writing, and makes it (0600 from the first moment) if it is
/// missing. Throws as above, and Error{not_written}.
Descriptor open_private_file(const std::filesystem::path& path);

/// An open file, and what was known of it then.
struct OpenedFile {
  Descriptor fd;
  struct stat status {};
  bool writable = true;
};

/// Opens an existing private file for reading and writing, or only for reading if the file system
/// allows no more. Throws as open_private_file() does.
OpenedFile open_for_update(const std::filesystem::path& path);

/// Whether the file ends with these bytes. Throws Error{not_written} if it cannot be read.
bool file_ends_with(const std::filesystem::path& path, ByteView bytes);

/// Makes an empty private file, open for reading and writing. Throws Error{not_written} if there is
/// a file already.
Descriptor create_private_file(const std::filesystem::path& path);

/// Writes all of it. Throws Error{not_written}, which names `path`.
void write_all(int fd, ByteView content, const std::filesystem::path& path);

/// Makes a private file with `content`, durable, whole or not at all. If there is a file already,
/// it returns false and does nothing.
bool write_new_private_file(const std::filesystem::path& path, ByteView content);

/// Gives the file at `from` the name `to`, durably, unless that name is taken: then false. `from`
/// is gone in both cases.
bool publish(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace mayfly::platform
