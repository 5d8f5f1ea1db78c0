#include "run/program.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "mayfly/error.h"
#include "process/open_file.h"

namespace mayfly::app {
namespace {

/// How much of a script's first line the kernel reads.
constexpr std::size_t kFirstLine = 256;

Error no_such_program() {
  return {ErrorKind::no_such_program, "no such program", "nothing was read, and nothing burned"};
}

Error not_executable(const std::string& why) {
  return {ErrorKind::not_executable, "the program cannot be executed: " + why,
          "nothing was read, and nothing burned"};
}

/// 0 if the file can be executed, else the errno.
int what_bars(const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  if (!S_ISREG(status.st_mode)) return EACCES;
  return ::faccessat(AT_FDCWD, file.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

/// How the file begins; empty if it cannot be read.
std::string head_of(const std::string& file) {
  const OpenFile open(file.c_str());
  std::string head(kFirstLine, '\0');
  const ssize_t size = open ? ::read(open.fd(), head.data(), head.size()) : 0;
  head.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return head;
}

/// The interpreter of a script; empty if it is none.
std::string interpreter_of(std::string_view head) {
  if (!head.starts_with("#!")) return "";
  std::string_view line = head.substr(2, head.find('\n') - 2);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return std::string(line.substr(0, line.find_first_of(" \t")));
}

bool is_elf(std::string_view head) {
  return head.starts_with(
      "\x7f"
      "ELF");
}

/// Whether a shell would take it for a script of commands.
bool is_text(std::string_view head) {
  return head.substr(0, head.find('\n')).find('\0') == std::string_view::npos;
}

void require_executable(const std::string& file) {
  if (const int error = what_bars(file))
    throw not_executable(std::generic_category().message(error));
  const std::string head = head_of(file);
  if (!is_elf(head) && !is_text(head)) throw not_executable("it is neither a program nor a script");
  const std::string interpreter = interpreter_of(head);
  if (!interpreter.empty() && what_bars(interpreter) != 0)
    throw not_executable("its interpreter is missing, or cannot be executed");
}

}  // namespace

std::string find_program(const std::string& word, std::string_view path) {
  bool found = false;
  if (word.find('/') != std::string::npos) {
    if (what_bars(word) == ENOENT) throw no_such_program();
    require_executable(word);
    return word;
  }
  for (std::size_t begin = 0, end = 0; !word.empty() && end != std::string_view::npos;
       begin = end + 1) {
    end = path.find(':', begin);
    const std::string_view folder = path.substr(begin, end - begin);
    std::string file = (folder.empty() ? "." : std::string(folder)) + "/" + word;
    const int error = what_bars(file);
    found = found || (error != ENOENT && error != ENOTDIR);
    if (error != 0) continue;
    require_executable(file);
    return file;
  }
  if (found) throw not_executable(std::generic_category().message(EACCES));
  throw no_such_program();
}

bool may_be_of_shell(const std::string& file) {
  const std::string head = head_of(file);
  return !is_elf(head) && is_text(head);
}

void throw_not_started(int error_number) {
  throw Error(error_number == ENOENT ? ErrorKind::no_such_program : ErrorKind::not_executable,
              "the program could not be started: " + std::generic_category().message(error_number));
}

}  // namespace mayfly::app
