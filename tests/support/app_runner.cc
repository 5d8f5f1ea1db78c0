#include "support/app_runner.h"

#include <sys/mman.h>
#include <unistd.h>

#include "run.h"

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

}  // namespace

AppRunner::AppRunner() : variables{{"HOME", home.path()}, {"TERM", "xterm"}} {}

RunResult AppRunner::run(std::vector<std::string> arguments, const std::string& input) {
  const MemoryStream in(input);
  const MemoryStream out;
  const MemoryStream err;
  app::Io io{in.fd(),         out_override < 0 ? out.fd() : out_override,
             err.fd(),        in_is_terminal,
             out_is_terminal, out_is_terminal};
  app::Context context{
      {variables, [] { return std::string("login"); }}, io, clock, random, vault_options};
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  const int status = app::run(words, context);
  return {status, out.content(), err.content()};
}

}  // namespace mayfly::test
