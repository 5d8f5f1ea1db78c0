#pragma once

#include <chrono>

#include "cli/invocation.h"
#include "mayfly/vault.h"
#include "output/output.h"
#include "process/environment.h"
#include "process/inherited.h"
#include "process/io.h"
#include "process/keyring.h"
#include "process/watch.h"
#include "terminal/prompt.h"

namespace mayfly::app {

/// What a call of the program finds where it runs, and tests replace.
struct Surroundings {
  Environment environment;
  Io io;
  Clock& clock;
  RandomSource& random;
  Prompt& prompt;
  Keyring& keyring;
  const Inherited* inherited = nullptr;  ///< nothing was changed of the process if there is none
  VaultOptions vault_options = {};       ///< the disk, and how long to wait
  std::chrono::milliseconds command_timeout{std::chrono::seconds{30}};  ///< of a passphrase command
  std::chrono::milliseconds input_wait{std::chrono::seconds{1}};  ///< for whoever fills a pipe
  std::chrono::seconds progress_after{0};  ///< work that takes no longer is not told of
  Watch* watch = nullptr;                  ///< for a message that is to come; null: the system's
};

/// What a command works with.
struct Tool {
  const Invocation& call;
  Output& out;
  const Surroundings& around;
  VaultOptions vault_options;  ///< those of the surroundings, and what the command line says
};

}  // namespace mayfly::app
