#include "support/app_runner.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/program_words.h"
#include "run_tool.h"

namespace mayfly::test {
namespace {

/// A file in memory that takes the place of a standard stream.
class MemoryStream {
 public:
  explicit MemoryStream(const std::string& content = "")
      : fd_(::memfd_create("stream", MFD_CLOEXEC)) {
    if (::write(fd_, content.data(), content.size()) < 0) throw std::runtime_error("memfd");
    ::lseek(fd_, 0, SEEK_SET);
  }
  ~MemoryStream() { ::close(fd_); }
  MemoryStream(const MemoryStream&) = delete;
  MemoryStream& operator=(const MemoryStream&) = delete;

  int fd() const { return fd_; }
  std::string content() const {
    std::string text(static_cast<std::size_t>(::lseek(fd_, 0, SEEK_END)), '\0');
    if (::pread(fd_, text.data(), text.size(), 0) < 0) throw std::runtime_error("memfd");
    return text;
  }

 private:
  int fd_;
};

/// Takes the place of descriptor 0 for a while.
class StandardInput {
 public:
  explicit StandardInput(int fd) : before_(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)) {
    ::dup2(fd, STDIN_FILENO);
  }
  ~StandardInput() {
    ::dup2(before_, STDIN_FILENO);
    ::close(before_ < 0 ? STDIN_FILENO : before_);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

 private:
  int before_;
};

/// For a command that becomes another program: in a child, at the three standard descriptors.
int run_in_child(std::span<char* const> words, app::Surroundings around) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const auto& [from, to] :
         {std::pair(&around.io.in, 0), {&around.io.out, 1}, {&around.io.err, 2}}) {
      ::dup2(*from, to);
      *from = to;
    }
    ::_exit(app::run_tool(words, around));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

SecureBytes FakePrompt::ask_hidden(std::string_view question, std::size_t max_size) {
  questions.emplace_back(question);
  if (answers.empty()) throw Error(ErrorKind::interrupted, "nobody answers any more");
  const std::string answer = answers.front().substr(0, max_size + 1);
  answers.pop_front();
  return secure_copy(as_bytes(answer));
}

std::optional<SecureBytes> FakeKeyring::find(const std::string& name) {
  const auto found = secrets.find(name);
  if (!there || found == secrets.end() || clock_.wall() >= found->second.second)
    return std::nullopt;
  return found->second.first;
}

std::optional<std::chrono::seconds> FakeKeyring::time_left(const std::string& name) {
  if (!find(name)) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(secrets.at(name).second - clock_.wall());
}

void FakeKeyring::put(const std::string& name, ByteView secret, std::chrono::seconds lifetime) {
  if (!there) throw Error(ErrorKind::unexpected, "there is no keyring");
  secrets.insert_or_assign(name, std::pair(secure_copy(secret), clock_.wall() + lifetime));
}

bool FakeKeyring::remove(const std::string& name) {
  return there && secrets.erase(name) > 0;
}

AppRunner::AppRunner() : variables{{"HOME", home.path()}, {"TERM", "xterm"}} {}

RunResult AppRunner::run(std::vector<std::string> arguments, const std::string& input) {
  const MemoryStream in(input);
  const MemoryStream out;
  const MemoryStream err;
  app::Io io{in_override < 0 ? in.fd() : in_override,
             out_override < 0 ? out.fd() : out_override,
             err.fd(),
             in_is_terminal,
             out_is_terminal,
             out_is_terminal};
  const app::Surroundings around{
      {variables, [] { return std::string("login"); }, [&] { return account_home; }},
      io,
      clock,
      random,
      prompt,
      keyring,
      nullptr,
      vault_options,
      command_timeout,
      input_wait,
      std::chrono::hours{24},  // what it tells goes by real time
      watch};
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  const StandardInput standard_input(in.fd());  // for those who name it by its number
  const bool becomes_another = !app::program_words(words).empty();
  const int status = becomes_another ? run_in_child(words, around) : app::run_tool(words, around);
  return {status, out.content(), err.content()};
}

}  // namespace mayfly::test
