#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "support/fakes.h"
#include "support/longest_wait.h"
#include "support/temp_folder.h"
#include "tool/tool.h"

namespace mayfly::test {

struct RunResult {
  int status;
  std::string out;
  std::string err;
  std::size_t peak_memory = 0;  ///< bytes; of a process of its own, as is:
  std::chrono::microseconds cpu_time{0};
};

/// Gives the answers that a test has put there, one after the other.
class FakePrompt final : public app::Prompt {
 public:
  bool possible() override { return !answers.empty(); }
  SecureBytes ask_hidden(std::string_view question, std::size_t max_size) override;
  SecureBytes ask_shown(std::string_view question, std::size_t max_size) override {
    return ask_hidden(question, max_size);
  }

  std::deque<std::string> answers;
  std::vector<std::string> questions;
};

/// A keyring in memory, whose secrets end by the clock.
class FakeKeyring final : public app::Keyring {
 public:
  explicit FakeKeyring(Clock& clock) : clock_(clock) {}

  std::optional<SecureBytes> find(const std::string& name) override;
  std::optional<std::chrono::seconds> time_left(const std::string& name) override;
  void put(const std::string& name, ByteView secret, std::chrono::seconds lifetime) override;
  bool remove(const std::string& name) override;

  bool there = true;  ///< otherwise the kernel has none
  std::map<std::string, std::pair<SecureBytes, Instant>> secrets;

 private:
  Clock& clock_;
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
  FakePrompt prompt;
  FakeKeyring keyring{clock};
  std::chrono::milliseconds command_timeout{kLongestWait};
  std::map<std::string, std::string, std::less<>> variables;
  std::string account_home;  ///< what the system has for a user whose HOME is not set
  VaultOptions vault_options{std::chrono::milliseconds{50}};
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  int out_override = -1;  ///< a descriptor to take for standard output
  int in_override = -1;
  std::chrono::milliseconds input_wait{kLongestWait};
  app::Watch* watch = nullptr;  ///< null: the system's

  std::filesystem::path vault() const { return home / ".local/share/mayfly/vault.db"; }
  std::filesystem::path key_file(const std::string& user) const {
    return home / (".config/mayfly/keys/" + user + ".key");
  }
};

}  // namespace mayfly::test
