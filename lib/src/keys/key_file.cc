#include "mayfly/key_file.h"

#include <system_error>

#include "keys/key_text.h"
#include "mayfly/error.h"
#include "mayfly/text_encoding.h"
#include "platform/private_file.h"
#include "platform/private_folder.h"

namespace mayfly {
namespace {

Error refusal(const std::filesystem::path& path, const std::string& why, std::string hint) {
  return {ErrorKind::wrong_key, path.string() + ": " + why, std::move(hint)};
}

Error no_regular_file(const std::filesystem::path& path) {
  return {ErrorKind::wrong_key, Reason::not_a_key_file, path.string() + ": not a regular file"};
}

/// What a shell makes of `<(pass show key)`: a pipe, and a key file is never a pipe.
void require_no_descriptor(const std::filesystem::path& path) {
  const std::string& name = path.native();
  if (name.starts_with("/dev/fd/") || name.starts_with("/dev/std") ||
      name.starts_with("/proc/self/fd/"))
    throw no_regular_file(path);
}

SecureBytes read_text(const std::filesystem::path& path) try {
  require_no_descriptor(path);
  platform::require_safe_folder(platform::folder_of(path));
  return platform::read_private_file(path, kMaxKeyFileSize);
} catch (const std::system_error& error) {
  if (error.code() == std::errc::no_such_file_or_directory) {
    throw Error(ErrorKind::wrong_key, Reason::no_key_file, "no key file at " + path.string());
  }
  if (error.code() == std::errc::not_supported) throw no_regular_file(path);
  const bool ill = error.code() == std::errc::io_error;
  throw refusal(path, "could not read: " + error.code().message(),
                ill ? "check the disk, or name a copy of the key file" : "name a key file");
}

}  // namespace

KeyFile KeyFile::generate(RandomSource& random) {
  SecureBytes key(keys::kFileKeySize);
  random.fill(key);
  return KeyFile(std::move(key));
}

KeyFile KeyFile::parse(ByteView text) {
  if (text.size() > kMaxKeyFileSize)
    throw Error(ErrorKind::wrong_key, "not a mayfly key file: too large");
  return KeyFile(keys::decode_key(text), begins_with_mark(text));
}

KeyFile KeyFile::read(const std::filesystem::path& path) {
  const SecureBytes text = read_text(path);
  try {
    return parse(text);
  } catch (const Error& error) {
    throw error.with_message(path.string() + ": " + error.what());
  }
}

bool KeyFile::write_new(const std::filesystem::path& path, const UserName& user) const {
  platform::make_private_folder(platform::folder_of(path));
  return platform::write_new_private_file(path, text(user));
}

SecureBytes KeyFile::text(const UserName& user) const {
  SecureBytes text =
      secure_copy(as_bytes("# mayfly key of user " + user.str() +
                           ": whoever has this file can read that user's messages\n"));
  const SecureBytes line = keys::encode_key(key_);
  text.insert(text.end(), line.begin(), line.end());
  return text;
}

void KeyFile::require_safe_place(const std::filesystem::path& path) {
  require_no_descriptor(path);
  platform::require_safe_places({platform::folder_of(path)});
  platform::private_file_exists(path);
}

std::string key_file_name(const UserName& user) {
  std::string name;
  for (const char c : user.str()) {
    const bool leading_dot = c == '.' && name.empty();
    if (c == '/')
      name += "%2F";
    else if (c == '%')
      name += "%25";
    else if (leading_dot)
      name += "%2E";
    else
      name += c;
  }
  return name + ".key";
}

}  // namespace mayfly
