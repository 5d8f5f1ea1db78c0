#include "machine.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <cctype>
#include <fstream>
#include <sstream>
#include <thread>

namespace mayfly::bench {
namespace {

namespace fs = std::filesystem;

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

std::string kernel() {
  utsname name{};
  ::uname(&name);
  return fmt::format("{} {} {}", name.sysname, name.release, name.machine);
}

/// The type of the file system that is mounted nearest above the folder: a tmpfs has no fsync to
/// pay for.
std::string file_system(const fs::path& folder) {
  std::ifstream file("/proc/self/mounts");
  std::string device, mounted_at, type, rest, nearest, answer = "unknown";
  while (file >> device >> mounted_at >> type && std::getline(file, rest)) {
    const std::string within = mounted_at == "/" ? "/" : mounted_at + "/";
    if ((folder.string() + "/").rfind(within, 0) != 0 || within.size() < nearest.size()) continue;
    nearest = within;
    answer = type;
  }
  return answer;
}

bool is_version(const std::string& word) {
  const auto digit = [&](std::size_t at) {
    return word.size() > at && std::isdigit(static_cast<unsigned char>(word[at])) != 0;
  };
  return digit(0) || (word.rfind('v', 0) == 0 && digit(1));
}

/// The first word of the program's answer that looks like a version.
std::string version(const Household& household, const std::string& name, const char* question) {
  const auto program = find_program(name);
  if (!program) return "not installed";
  std::istringstream answer(household.output_of({{*program, question}}));
  for (std::string word; answer >> word;) {
    if (is_version(word)) return word;
  }
  return "unknown";
}

}  // namespace

std::string machine(const Household& household, const std::string& mayfly) {
  std::string lines =
      fmt::format("processor   {}, {} threads\nkernel      {}\nfile system {} ({})\n", processor(),
                  std::thread::hardware_concurrency(), kernel(), file_system(household.home()),
                  household.home().string());
  lines += household.output_of({{mayfly, "--version"}});
  for (const char* name : {"sqlite3", "sqlcipher", "age", "pass", "gpg"}) {
    lines += fmt::format("{} {}, ", name, version(household, name, "--version"));
  }
  return lines + "openssl " + version(household, "openssl", "version") + "\n";
}

}  // namespace mayfly::bench
