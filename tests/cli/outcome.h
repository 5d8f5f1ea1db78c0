#pragma once

// What a command of a script did, and what the script says that it does.

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mayfly::test {

/// How the lines begin that say what comes: standard output, errors and questions.
enum class Stream : char { out = '>', err = '!', questions = '?' };

/// What a command did.
struct Outcome {
  std::map<Stream, std::string> streams;
  int status = 0;
};

/// What one of its streams holds, as lines of a script.
std::vector<std::string> script_lines(Stream stream, const std::string& content);

/// All of it as lines of a script.
std::vector<std::string> script_lines(const Outcome& outcome);

/// What a script says of a stream.
class ExpectedStream {
 public:
  void add(int line, const std::string& content);

  /// The line of the script that first says something else than `actual`. If the script has too
  /// little, its last line for this stream, or else `command_line`.
  std::optional<int> first_difference(const std::string& actual, int command_line) const;

 private:
  std::string content_;
  std::map<std::size_t, int> line_by_end_;  ///< where in the content each line ends
};

}  // namespace mayfly::test
