#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mayfly::bench {

struct Command {
  std::vector<std::string> words;  ///< the program by its full path, and its arguments
  std::filesystem::path input = "/dev/null";
};

/// What a run took.
struct Cost {
  double ms;
  double cpu_ms;
  std::size_t peak_bytes;  ///< of resident memory: that of the largest process among its own
};

/// Where children run: in a home of their own, with an environment that has nothing of ours but
/// PATH.
class Household {
 public:
  /// Makes the folder if it is missing.
  explicit Household(std::filesystem::path folder);

  const std::filesystem::path& home() const noexcept { return folder_; }

  /// Runs the command to its end; its output goes to /dev/null. If it fails, throws
  /// std::runtime_error with what it said on stderr.
  Cost run(const Command& command) const;

  /// What the command prints.
  std::string output_of(const Command& command) const;

 private:
  Cost run(const Command& command, const std::filesystem::path& output) const;

  std::filesystem::path folder_;
  std::vector<std::string> environment_;
};

/// The program's full path; nothing if it is not installed.
std::optional<std::string> find_program(const std::string& name);

}  // namespace mayfly::bench
