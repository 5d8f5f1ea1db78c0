#pragma once

#include <filesystem>
#include <string_view>

#include "mayfly/bytes.h"
#include "mayfly/random.h"
#include "mayfly/user_name.h"

namespace mayfly {

inline constexpr std::size_t kMaxKeyFileSize = 4096;  ///< bytes

/// A key file: 32 random bytes that open one user's messages, kept as a line of text that a person
/// can copy (doc/format.md, "Key file").
class KeyFile {
 public:
  /// A new key, in memory only.
  static KeyFile generate(RandomSource& random);

  /// The key in the text of a key file. Throws Error{wrong_key} if the text is not that of a key
  /// file, or if its checksum is wrong.
  static KeyFile parse(ByteView text);

  /// Reads the file at `path`. Throws Error{wrong_key} if it is missing, damaged or not a regular
  /// file, and Error{unsafe_permissions} if it is a symbolic link, belongs to somebody else, or is
  /// open to group or others.
  static KeyFile read(const std::filesystem::path& path);

  /// Makes the file at `path`, whole or not at all, readable by its owner only, and its folder if
  /// that is missing. If there is a file already, returns false and changes nothing. Throws
  /// Error{unsafe_permissions} or Error{not_written}.
  bool write_new(const std::filesystem::path& path, const UserName& user) const;

  /// Throws Error{unsafe_permissions} if read() or write_new() would, before anything is made, and
  /// Error{wrong_key} if `path` names a descriptor (/dev/fd/3).
  static void require_safe_place(const std::filesystem::path& path);

  /// The text of the file that write_new() makes: a comment, and the line of the key.
  SecureBytes text(const UserName& user) const;

  /// The 32 bytes; valid as long as this object.
  ByteView key() const noexcept { return key_; }

  /// Whether the text that was read began with a byte order mark, which was passed over.
  bool had_mark() const noexcept { return had_mark_; }

 private:
  explicit KeyFile(SecureBytes key, bool had_mark = false)
      : key_(std::move(key)), had_mark_(had_mark) {}

  SecureBytes key_;
  bool had_mark_;
};

/// The name of a user's key file in the folder of key files: the user's name with `/`, `%` and a
/// leading dot percent-encoded, and `.key` after it.
std::string key_file_name(const UserName& user);

}  // namespace mayfly
