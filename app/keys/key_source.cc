#include "keys/key_source.h"

#include "process/secret_descriptor.h"

namespace mayfly::app {
namespace {

KeyFile with_warning(const Tool& tool, KeyFile key) {
  if (key.had_mark()) {
    tool.out.warn("a byte order mark before the key was ignored: a file from Windows?");
  }
  return key;
}

}  // namespace

KeyFile read_key_file(const Tool& tool, const std::filesystem::path& file) {
  return with_warning(tool, KeyFile::read(file));
}

bool make_key_file(const Tool& tool, const std::filesystem::path& file, const UserName& user) {
  KeyFile::require_safe_place(file);
  std::error_code none;
  if (std::filesystem::exists(file, none)) return false;
  if (!KeyFile::generate(tool.around.random).write_new(file, user)) return false;
  tool.out.note_made(file);
  return true;
}

std::optional<KeyFile> key_of_descriptor(const Tool& tool) {
  if (!tool.call.options.key_fd) return std::nullopt;
  SecretSource source{"key", "", "mayfly key import takes a key that is typed"};
  const SecureBytes text =
      read_descriptor("--key-fd", *tool.call.options.key_fd, source, kMaxKeyFileSize);
  if (text.empty()) throw unreadable(source, "it is empty");
  try {
    return parse_key_file(tool, text);
  } catch (const Error& error) {
    throw error.with_message(source.name + ": " + error.what());
  }
}

void require_consistent_sources(const GlobalOptions& options) {
  if (options.key_file && options.key_fd)
    throw Error(ErrorKind::usage, "--key-file and --key-fd together", "present one of them");
  const PassphraseOptions& passphrase = options.passphrase;
  const bool same = options.key_fd && (options.key_fd == passphrase.fd ||
                                       (options.key_fd == "0" && passphrase.is_standard_input()));
  if (same)
    throw Error(ErrorKind::usage, "one source for a key and a passphrase",
                "a source is read to its end; name two");
}

KeyFile parse_key_file(const Tool& tool, ByteView text) {
  return with_warning(tool, KeyFile::parse(text));
}

}  // namespace mayfly::app
