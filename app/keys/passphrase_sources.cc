#include "keys/passphrase_sources.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "cli/values.h"
#include "mayfly/text_encoding.h"
#include "process/child.h"
#include "process/open_file.h"
#include "process/secret_descriptor.h"

namespace mayfly::app {
namespace {

constexpr std::size_t kMaxInput = kUtf8Mark.size() + kMaxPassphraseSize + 1;  // and a newline
constexpr const char* kCredential = "mayfly.passphrase";
constexpr int kMaxTries = 3;

/// The passphrase in what a source gives. Windows writes UTF-8 with a mark before it, and UTF-16,
/// which nobody means a passphrase to be.
Key passphrase_in(const Tool& tool, SecureBytes bytes) {
  require_no_utf16(bytes, ErrorKind::usage, "the passphrase");
  if (begins_with_mark(bytes)) {
    bytes.erase(bytes.begin(), bytes.begin() + kUtf8Mark.size());
    tool.out.warn("a byte order mark before the passphrase was ignored: a file from Windows?");
  }
  if (!bytes.empty() && bytes.back() == '\n') bytes.pop_back();
  if (!bytes.empty() && bytes.back() == '\r')
    tool.out.warn("the passphrase ends with a carriage return: a file from Windows?");
  return Key::of_passphrase(std::move(bytes));
}

SecretSource source_of(std::string name) {
  return {"passphrase", std::move(name), "name no source, and you are asked"};
}

Key from_fd(const Tool& tool, const std::string& option, const std::string& word) {
  SecretSource source = source_of("");
  return passphrase_in(tool, read_descriptor(option, word, source, kMaxInput));
}

/// A file that others can read keeps no secret; but what a container mounts often is.
void check_passphrase_file(const Tool& tool, int fd, const SecretSource& file) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw unreadable(file, errno);
  if (S_ISDIR(status.st_mode)) throw unreadable(file, EISDIR);
  if (S_ISREG(status.st_mode) && (status.st_mode & S_IROTH) != 0)
    tool.out.warn("others can read the passphrase in " + file.name);
}

Key from_file(const Tool& tool, const std::string& path) {
  if (path.empty()) throw empty_path("--passphrase-file");
  if (path == "-") return from_fd(tool, "--passphrase-file", "0");
  const OpenFile file(path.c_str());
  const int error_number = errno;
  const SecretSource source = source_of(path);
  if (!file) throw unreadable(source, error_number);
  check_passphrase_file(tool, file.fd(), source);
  return passphrase_in(tool, read_secret(file.fd(), source, kMaxInput));
}

Key from_command(const Tool& tool, const std::string& command) {
  if (command.empty()) throw empty_path("--passphrase-command");
  SecureBytes output =
      output_of_command({.text = command, .timeout = tool.around.command_timeout}, kMaxInput);
  if (!output.empty()) return passphrase_in(tool, std::move(output));
  throw Error(ErrorKind::source_failed, "the passphrase command printed nothing",
              "run it by hand to see why");
}

/// Systemd's, if there is one.
std::optional<std::string> credential_file(const Tool& tool) {
  const auto folder = tool.around.environment.get("CREDENTIALS_DIRECTORY");
  if (!folder) return std::nullopt;
  std::string path = *folder + "/" + kCredential;
  return ::access(path.c_str(), F_OK) == 0 ? std::optional(std::move(path)) : std::nullopt;
}

}  // namespace

std::optional<Key> passphrase_of(const Tool& tool, const PassphraseOptions& options) {
  if (options.fd) return from_fd(tool, std::string(options.prefix) + "passphrase-fd", *options.fd);
  if (options.file) return from_file(tool, *options.file);
  if (options.command) return from_command(tool, *options.command);
  return std::nullopt;
}

std::optional<Key> passphrase_from_surroundings(const Tool& tool) {
  if (const auto command = tool.around.environment.get("MAYFLY_PASSPHRASE_COMMAND"))
    return from_command(tool, *command);
  if (const auto credential = credential_file(tool)) return from_file(tool, *credential);
  const auto& configured = tool.call.options.configured.passphrase_command;
  return configured ? std::optional(from_command(tool, *configured)) : std::nullopt;
}

void require_passphrase(const LockedUser& user) {
  if (const auto bar = user.what_bars_all_keys()) throw Error(*bar);
  if (user.has_slot(SlotKind::passphrase)) return;
  throw Error(ErrorKind::usage, Reason::no_passphrase,
              "user '" + user.name().str() + "' has no passphrase");
}

bool can_ask(const Tool& tool) {
  return !tool.call.options.no_input && tool.around.prompt.possible();
}

void ask_passphrase(const Tool& tool, const std::string& whose,
                    const std::function<bool(const Key&)>& is_right) {
  std::string hint;
  const Questions tries_together(tool.around.prompt);
  for (int tries = 1; tries <= kMaxTries; ++tries) {
    const std::string question =
        tries == 1 ? "passphrase of " + whose : std::string("wrong passphrase, try again");
    SecureBytes typed =
        tool.around.prompt.ask_hidden("mayfly: " + question + ": ", kMaxPassphraseSize);
    hint = lookalike_hint(typed);
    if (!typed.empty() && is_right(Key::of_passphrase(std::move(typed)))) return;
  }
  throw Error(ErrorKind::wrong_key, "wrong passphrase of " + whose,
              "nothing was changed; " + hint + "a passphrase that is lost cannot be found again");
}

void require_different_sources(const Tool& tool, const PassphraseOptions& of_new) {
  const GlobalOptions& presented = tool.call.options;
  const bool same_fd =
      of_new.fd && (of_new.fd == presented.passphrase.fd || of_new.fd == presented.key_fd);
  if (same_fd || (of_new.is_standard_input() && presented.key_is_standard_input()))
    throw Error(ErrorKind::usage,
                std::string("one source for the old and the new ") +
                    (presented.key_fd ? "key" : "passphrase"),
                "a source is read to its end; name two");
}

std::unique_ptr<Questions> questions_for_new_passphrase(const Tool& tool,
                                                        const PassphraseOptions& of_new) {
  return of_new.any() ? nullptr : std::make_unique<Questions>(tool.around.prompt);
}

Key new_passphrase(const Tool& tool, const PassphraseOptions& options,
                   const std::string& an_option) {
  if (auto given = passphrase_of(tool, options)) return std::move(*given);
  if (!can_ask(tool)) {
    throw Error(ErrorKind::no_terminal, "no new passphrase, and nobody to ask for it",
                "nothing was changed; name a source of it, for example " + an_option);
  }
  const Questions both(tool.around.prompt);
  const auto ask = [&](const char* question) {
    return Key::of_passphrase(tool.around.prompt.ask_hidden(question, kMaxPassphraseSize));
  };
  Key first = ask("mayfly: new passphrase: ");
  const Key second = ask("mayfly: the same again: ");
  if (std::ranges::equal(first.bytes(), second.bytes())) return first;
  throw Error(ErrorKind::wrong_key, "the two passphrases differ", "nothing was changed");
}

}  // namespace mayfly::app
