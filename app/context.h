#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "environment.h"
#include "io.h"
#include "mayfly/vault.h"

namespace spdlog {
class logger;
}

namespace mayfly::app {

/// The options that every command takes, before or after its name.
struct GlobalOptions {
  std::optional<std::string> vault;
  std::optional<std::string> user;
  std::optional<std::string> key_file;
  std::optional<std::string> window_keys;
  std::optional<std::string> log_file;
  std::string color = "auto";
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool no_input = false;
};

/// What a command works with.
struct Context {
  Environment environment;
  Io io;
  Clock& clock;
  RandomSource& random;
  VaultOptions vault_options = {};
  GlobalOptions options = {};
  std::shared_ptr<spdlog::logger> log = nullptr;  ///< made when something is first logged
  std::span<char* const> arguments = {};          ///< of the process, where `ps` reads them
};

}  // namespace mayfly::app
