#pragma once

#include <map>
#include <string>
#include <vector>

#include "context.h"
#include "support/fakes.h"
#include "support/temp_folder.h"

namespace mayfly::test {

struct RunResult {
  int status;
  std::string out;
  std::string err;
  std::size_t peak_memory = 0;  ///< bytes; of a process of its own
};

/// Runs the program inside the test: in a HOME of its own, with a clock that the test moves, on
/// files in place of the standard streams.
class AppRunner {
 public:
  AppRunner();

  RunResult run(std::vector<std::string> arguments, const std::string& input = "");

  TempFolder home;
  ManualClock clock;
  SystemRandom random;
  std::map<std::string, std::string> variables;
  VaultOptions vault_options{std::chrono::milliseconds{50}};
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  int out_override = -1;  ///< a descriptor to take for standard output

  std::filesystem::path vault() const { return home / ".local/share/mayfly/vault.db"; }
  std::filesystem::path key_file(const std::string& user) const {
    return home / (".config/mayfly/keys/" + user + ".key");
  }
};

}  // namespace mayfly::test
