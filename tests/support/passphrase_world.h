#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "support/real_process.h"

namespace mayfly::test {

/// A file that its owner alone can read.
inline void write_secret(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

struct Pipe {
  int ends[2];
  Pipe() {
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  }
  ~Pipe() {
    ::close(ends[0]);
    close_writer();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void close_writer() {
    if (ends[1] >= 0) ::close(std::exchange(ends[1], -1));
  }
};

/// A home whose user james has a message "hello" that "open sesame" opens, for runs inside the test
/// and for the real program.
struct PassphraseWorld {
  AppRunner runner;

  PassphraseWorld() {
    runner.variables["MAYFLY_USER"] = "james";
    runner.clock.set_wall(SystemClock().wall());  // the time that the real program sees
  }

  std::map<std::string, std::string> environment() const {
    return {{"HOME", runner.home.path()}, {"MAYFLY_USER", "james"}};
  }

  void add_james() {
    const RunResult stored = runner.run(
        {"store", "-q", "hello", "--ttl", "1h", "--passphrase-command", "echo open sesame"});
    if (stored.status != 0) throw std::runtime_error(stored.err);
  }
};

/// Whether it ended like that: one line of error with this in it, perhaps a hint, no output.
inline bool is_refused(const RunResult& result, int status, const std::string& why) {
  const auto lines = std::ranges::count(result.err, '\n');
  const auto hint = result.err.find("\nmayfly: hint: ");
  return result.status == status && result.out.empty() &&
         result.err.starts_with("mayfly: error: ") &&
         result.err.substr(0, result.err.find('\n')).find(why) != std::string::npos &&
         lines == (hint == std::string::npos ? 1 : 2);
}

}  // namespace mayfly::test
