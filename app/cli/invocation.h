#pragma once

// What the command line asked: plain data, which nothing changes after it was read.

#include <array>
#include <optional>
#include <span>
#include <string>

#include "cli/user_settings.h"

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
  Settings configured = {};  ///< what the configuration says, which comes after all that

  bool names_key() const { return key_file || key_fd; }
  bool presents_key() const { return names_key() || passphrase.any(); }
  bool key_is_standard_input() const { return key_fd == "0" || passphrase.is_standard_input(); }
};

/// A call of the program. What a command's own options say, the command has.
struct Invocation {
  std::span<char* const> arguments = {};  ///< without the program's own name
  GlobalOptions options = {};
};

}  // namespace mayfly::app
