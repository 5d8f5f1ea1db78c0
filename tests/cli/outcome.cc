#include "cli/outcome.h"

#include <algorithm>

#include "cli/script_text.h"

namespace mayfly::test {
namespace {

std::string script_line(Stream stream, std::string content) {
  const bool whole = content.ends_with('\n');
  if (whole) content.pop_back();
  std::string line(1, static_cast<char>(stream));
  if (!whole) line += '|';
  if (!content.empty()) line += ' ' + (stream == Stream::out ? escaped(content) : content);
  return line;
}

}  // namespace

std::vector<std::string> script_lines(Stream stream, const std::string& content) {
  std::vector<std::string> lines;
  for (const std::string& line : lines_of(content)) lines.push_back(script_line(stream, line));
  return lines;
}

std::vector<std::string> script_lines(const Outcome& outcome) {
  std::vector<std::string> lines;
  for (const Stream stream : {Stream::questions, Stream::out, Stream::err}) {
    if (!outcome.streams.contains(stream)) continue;
    const auto more = script_lines(stream, outcome.streams.at(stream));
    lines.insert(lines.end(), more.begin(), more.end());
  }
  if (outcome.status != 0) lines.push_back("exit " + std::to_string(outcome.status));
  return lines;
}

void ExpectedStream::add(int line, const std::string& content) {
  content_ += content;
  line_by_end_[content_.size()] = line;
}

std::optional<int> ExpectedStream::first_difference(const std::string& actual,
                                                    int command_line) const {
  if (actual == content_) return std::nullopt;
  if (line_by_end_.empty()) return command_line;
  const auto [at, ignored] = std::ranges::mismatch(content_, actual);
  const auto after = line_by_end_.upper_bound(static_cast<std::size_t>(at - content_.begin()));
  return after == line_by_end_.end() ? line_by_end_.rbegin()->second : after->second;
}

}  // namespace mayfly::test
