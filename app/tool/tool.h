#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mayfly/vault.h"
#include "process/environment.h"
#include "process/io.h"
#include "process/keyring.h"
#include "terminal/prompt.h"

namespace spdlog {
class logger;
}

namespace mayfly::app {

/// The options that name a source of a passphrase.
struct PassphraseOptions {
  std::optional<std::string> fd;
  std::optional<std::string> file;
  std::optional<std::string> command;
  const char* prefix = "--";  ///< of the options' names

  bool any() const { return fd || file || command; }
  /// Each source by itself.
  std::array<PassphraseOptions, 3> each() const {
    return {PassphraseOptions{fd, {}, {}, prefix}, PassphraseOptions{{}, file, {}, prefix},
            PassphraseOptions{{}, {}, command, prefix}};
  }
  bool is_standard_input() const { return fd ? fd == "0" : file == "-"; }
};

/// The options that every command takes, before or after its name.
struct GlobalOptions {
  std::optional<std::string> vault;
  std::optional<std::string> user;
  std::optional<std::string> key_file;
  std::optional<std::string> key_fd;
  PassphraseOptions passphrase;
  std::optional<std::string> window_keys;
  std::optional<std::string> log_file;
  std::optional<std::string> lock_wait;
  std::optional<std::string> color;  ///< auto, always or never
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool no_input = false;
  bool costly_kdf = false;

  bool names_key() const { return key_file || key_fd; }
  bool presents_key() const { return names_key() || passphrase.any(); }
  bool key_is_standard_input() const { return key_fd == "0" || passphrase.is_standard_input(); }
};

/// What a command works with.
struct Context {
  Environment environment;
  Io io;
  Clock& clock;
  RandomSource& random;
  Prompt& prompt;
  Keyring& keyring;
  VaultOptions vault_options = {};
  GlobalOptions options = {};
  std::shared_ptr<spdlog::logger> log = nullptr;  ///< made when something is first logged
  std::span<char* const> arguments = {};          ///< without the program's own name
  std::vector<std::string> made = {};             ///< paths: an error that comes later says so
  std::chrono::milliseconds command_timeout{std::chrono::seconds{30}};  ///< of a passphrase command
  std::chrono::milliseconds input_wait{std::chrono::seconds{1}};        ///< for who fills a pipe
  std::chrono::seconds progress_after{0};  ///< so long nothing is said of work that goes on
};

}  // namespace mayfly::app
