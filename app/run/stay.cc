#include "run/stay.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <vector>

#include "mayfly/error.h"
#include "run/life_timer.h"
#include "run/masked_stream.h"
#include "run/signals.h"

namespace mayfly::app {
namespace {

Error failure(const char* what) {
  return {ErrorKind::unexpected, std::string(what) + ": " + std::generic_category().message(errno),
          "the program was not started"};
}

/// Whether both lead to the same file, pipe or device.
bool is_same(int one, int other) {
  struct stat a {
  }, b{};
  return ::fstat(one, &a) == 0 && ::fstat(other, &b) == 0 && a.st_dev == b.st_dev &&
         a.st_ino == b.st_ino;
}

class Supervisor {
 public:
  explicit Supervisor(const Stay& stay) : stay_(stay) {
    if (stay_.mask == nullptr) return;
    for (const int target : {stay_.io.out, stay_.io.err}) add_stream(target);
  }

  /// In the child it returns 0, and else the child's process id.
  pid_t start() {
    const pid_t self = ::getpid();
    program_ = ::fork();
    if (program_ < 0) throw failure("no process for the program");
    if (program_ == 0) {
      become_child(self);
    } else {
      for (const auto& stream : streams_) stream->close_writing_end();
      if (stay_.life) timer_.start(*stay_.life);
      let_go_of_input();
    }
    return program_;
  }

  int run() {
    while (!is_done()) {
      wait();
      for (auto signal = signals_.next(); signal; signal = signals_.next()) on_signal(*signal);
      if (timer_.has_run_out()) on_end();
    }
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  }

 private:
  static constexpr std::array kEnding{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

  /// What goes to a terminal is the program's: a pipe there would make another program of it.
  void add_stream(int target) {
    if (::isatty(target) == 1) return;
    const auto is_there = [&](const auto& stream) { return is_same(stream->target(), target); };
    auto found = std::ranges::find_if(streams_, is_there);
    if (found == streams_.end())
      found = streams_.insert(found, std::make_unique<MaskedStream>(*stay_.mask, target));
    given_.emplace_back(found->get(), target);
  }

  void become_child(pid_t parent) {
    if (stay_.life) {
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // or nobody would end it
      if (::getppid() != parent) ::_exit(128 + SIGTERM);
    }
    for (const auto& [stream, target] : given_) stream->give(target);
    signals_.restore();
  }

  /// So that whoever writes there learns when the program reads no more.
  static void let_go_of_input() {
    const int empty = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (empty >= 0) ::dup2(empty, STDIN_FILENO);
    if (empty > STDIN_FILENO) ::close(empty);
  }

  bool is_done() const {
    return ended_ && std::ranges::all_of(streams_, [](const auto& s) { return s->is_done(); });
  }

  void wait() {
    std::vector<pollfd> events{{signals_.fd(), POLLIN, 0}, {timer_.fd(), POLLIN, 0}};
    for (const auto& stream : streams_) {
      events.push_back({stream->to_read(), POLLIN, 0});
      events.push_back({stream->to_write(), POLLOUT, 0});
    }
    if (::poll(events.data(), events.size(), -1) <= 0) return;
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      if (events[2 + 2 * i].revents != 0) streams_[i]->read_some();
      if (events[3 + 2 * i].revents != 0) streams_[i]->write_some();
    }
  }

  void on_signal(const signalfd_siginfo& signal) {
    const int number = static_cast<int>(signal.ssi_signo);
    if (number == SIGCHLD) return reap();
    if (!ended_) return hand_on(signal, program_);
    if (std::ranges::count(kEnding, number) == 0) return;
    for (const auto& stream : streams_) stream->abandon();  // nobody waits for who reads, either
  }

  void reap() {
    int status = 0;
    const pid_t whose = stay_.is_first ? -1 : program_;
    for (pid_t pid = 0; (pid = ::waitpid(whose, &status, WNOHANG)) > 0;) {
      if (pid != program_) continue;
      ended_ = true;
      status_ = status;
      if (stay_.is_first || was_ended_) leave();
    }
  }

  void on_end() {
    if (ended_) return leave();
    ::kill(program_, was_ended_ ? SIGKILL : SIGTERM);
    if (was_ended_) return;
    ::kill(program_, SIGCONT);  // one that is stopped would not notice
    was_ended_ = true;
    timer_.start(stay_.grace);
  }

  /// The program has ended; what it left behind may hold the pipes for days.
  void leave() {
    for (const auto& stream : streams_) stream->read_rest();
  }

  const Stay& stay_;
  Signals signals_;
  LifeTimer timer_;
  std::vector<std::unique_ptr<MaskedStream>> streams_;
  std::vector<std::pair<MaskedStream*, int>> given_;  ///< in the place of that descriptor
  pid_t program_ = -1;
  bool was_ended_ = false;
  bool ended_ = false;
  int status_ = 0;
};

}  // namespace

int stay_with(const Stay& stay, const std::function<void()>& become,
              const std::function<void()>& forget) {
  Supervisor supervisor(stay);
  if (supervisor.start() == 0) become();
  forget();
  return supervisor.run();
}

}  // namespace mayfly::app
