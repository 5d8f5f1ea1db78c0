#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mayfly/bytes.h"
#include "process/environment.h"

namespace mayfly::app {

/// Where the program of that name is, by PATH; nothing if there is none that may be run. Folders
/// that are not absolute are passed over: what lies in the current one is not to be run.
std::optional<std::string> find_installed(const Environment& environment, std::string_view name);

/// What becomes of a program's output.
enum class ProgramOutput : std::uint8_t {
  none,  ///< it goes nowhere: the program may leave a process behind that keeps it open
  kept,
};

struct ProgramResult {
  int status;  ///< its exit status; -1 if it did not start, was killed, or did not end in time
  SecureBytes out = {};
  SecureBytes err = {};
};

/// Runs a program (`words[0]` is its path) in a session of its own, without a terminal, and gives
/// it `input` by a pipe. Returns when it has ended, whatever it has left behind. After `timeout` it
/// is killed, with all that it started. It gets no descriptor but the standard ones.
ProgramResult run_program(const std::vector<std::string>& words, ByteView input,
                          ProgramOutput output,
                          std::chrono::milliseconds timeout = std::chrono::seconds{10});

}  // namespace mayfly::app
