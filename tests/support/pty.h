#pragma once

#include <sys/types.h>
#include <termios.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mayfly::test {

/// A terminal, and a program that runs at it in the foreground, started as a shell starts one: it
/// can be stopped and go on.
class Pty {
 public:
  struct Options {
    std::map<std::string, std::string> environment = {};
    /// What the program reads in place of the terminal; its output and its errors then go to files
    /// too.
    std::optional<std::string> redirected_input = std::nullopt;
  };

  Pty(const std::vector<std::string>& arguments, const Options& options);
  ~Pty();
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  pid_t pid() const { return pid_; }  ///< of the program

  /// Presses keys: "\x03" is Control-C.
  void type(const std::string& keys);

  /// Waits until the terminal shows this, after what was waited for before. Throws after
  /// kLongestWait.
  void wait_for(const std::string& text);

  /// Whether the terminal shows what is typed.
  bool echoes() const { return (settings().c_lflag & ECHO) != 0; }

  /// Whether its settings are what they were before the program was started.
  bool is_as_it_was() const;

  /// Gives it those settings again, as a shell does when its program has stopped.
  void put_back() const;

  /// The process that has the right to ask at it, or 0.
  pid_t asker() const;

  /// Waits until the program has stopped; the terminal is its shell's then.
  void wait_for_stop();

  /// Puts it in the foreground again, and lets it go on.
  void resume();

  /// Waits for the end: the exit code, or 128 + the signal that ended it.
  int wait();

  /// All that the terminal has shown.
  const std::string& shown();

  /// What the program wrote to its files.
  std::string out() const;
  std::string err() const;

 private:
  termios settings() const;
  void read_some(int timeout_ms);
  int next_status();

  int master_ = -1;
  int slave_ = -1;  ///< kept open, or the terminal would hang up at the end
  int in_ = -1, out_ = -1, err_ = -1;
  int status_ = -1;   ///< from the shell: how the program stopped or ended
  int control_ = -1;  ///< to the shell: a byte resumes the program, the end ends all
  termios before_{};
  pid_t shell_ = -1;
  pid_t pid_ = -1;
  std::string shown_;
  std::size_t seen_ = 0;
};

}  // namespace mayfly::test
