#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "mayfly/bytes.h"
#include "mayfly/error.h"

namespace mayfly::app {

/// A shell command that gives a secret.
struct SecretCommand {
  std::string text;
  const char* name = "the passphrase command";  ///< for people
  ErrorKind failure = ErrorKind::source_failed;
  std::optional<std::chrono::milliseconds> timeout = std::nullopt;
  bool gives_passphrase = true;  ///< then a mayfly in it does not run MAYFLY_PASSPHRASE_COMMAND
};

/// What the command writes to its standard output until its shell ends, at most `max_size` + 1
/// bytes; whatever else it started, an agent for example, goes on. Its standard input is empty, and
/// the terminal is its own while it runs. Throws an Error of its kind of failure if it fails, or
/// has not ended after its timeout: then it is killed, with all that it started. Throws
/// Error{interrupted} if Control-C ended it.
SecureBytes output_of_command(const SecretCommand& command, std::size_t max_size);

}  // namespace mayfly::app
