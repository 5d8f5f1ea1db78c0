#include "cli/script.h"

#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "cli/outcome.h"
#include "cli/script_text.h"
#include "cli/script_world.h"

namespace mayfly::test {
namespace {

namespace fs = std::filesystem;

/// A command that has run, and what the script says of it.
struct Command {
  int line;
  std::string text;
  Outcome actual;
  std::map<Stream, ExpectedStream> streams = {};
  int status = 0;
  int status_line = line;
  std::vector<int> lines = {};  ///< that say it
};

std::string octal(fs::perms permissions) {
  std::ostringstream text;
  text << std::oct << static_cast<unsigned>(permissions);
  return text.str();
}

class ScriptRunner {
 public:
  void step(const std::string& text);
  ScriptReport end();

 private:
  bool expect(const std::string& step, const std::string& rest);
  bool check_file(const std::string& step, const std::string& name);
  void check_mode(const std::string& name, const std::string& mode);
  void settle();
  void compare();
  void rewrite();
  void check_all_is_used();
  void differs(int line, const std::string& what) { report_.differences.push_back({line, what}); }
  std::vector<std::string>& kept(int line) { return kept_[static_cast<std::size_t>(line) - 1]; }

  std::unique_ptr<ScriptWorld> world_ = std::make_unique<ScriptWorld>();
  std::optional<Command> command_;
  int line_ = 0;
  std::vector<std::vector<std::string>> kept_;  ///< what stands in the place of each line
  ScriptReport report_;
};

void ScriptRunner::step(const std::string& text) {
  kept_.push_back({text});
  ++line_;
  if (text.empty() || text.starts_with("#")) return;
  const auto [step, rest] = split_at_blank(text);
  if (expect(step, rest)) return;
  settle();
  if (step == "$") {
    command_ = Command{line_, rest, world_->run(rest)};
  } else if (step == "---") {
    check_all_is_used();
    world_ = std::make_unique<ScriptWorld>();
  } else if (!world_->prepare(step, rest) && !check_file(step, rest)) {
    throw std::runtime_error("line " + std::to_string(line_) + ": not a step here: " + text);
  }
}

ScriptReport ScriptRunner::end() {
  settle();
  check_all_is_used();
  for (const auto& lines : kept_)
    for (const std::string& line : lines) report_.rewritten += line + "\n";
  return report_;
}

/// Takes a step that says what the last command does.
bool ScriptRunner::expect(const std::string& step, const std::string& rest) {
  if (!command_) return false;
  if (step == ">" || step == ">|")
    command_->streams[Stream::out].add(line_, unescaped(rest) + (step == ">" ? "\n" : ""));
  else if (step == "!" || step == "!|")
    command_->streams[Stream::err].add(line_, rest + (step == "!" ? "\n" : ""));
  else if (step == "?")
    command_->streams[Stream::questions].add(line_, rest + "\n");
  else if (step == "exit")
    std::tie(command_->status, command_->status_line) = std::pair(std::stoi(rest), line_);
  else
    return false;
  command_->lines.push_back(line_);
  return true;
}

bool ScriptRunner::check_file(const std::string& step, const std::string& name) {
  if (step == "mode") {
    const auto [file, mode] = split_at_blank(name);
    check_mode(file, mode);
    return true;
  }
  if (step != "exists" && step != "absent") return false;
  const bool there = fs::exists(fs::symlink_status(world_->path(name)));
  if (there != (step == "exists")) differs(line_, name + (there ? " is there" : " is not there"));
  return true;
}

void ScriptRunner::check_mode(const std::string& name, const std::string& mode) {
  const fs::file_status status = fs::symlink_status(world_->path(name));
  if (!fs::exists(status))
    differs(line_, name + " is not there");
  else if (octal(status.permissions()) != mode)
    differs(line_, name + " has the mode " + octal(status.permissions()));
}

/// Nothing more is said of the last command.
void ScriptRunner::settle() {
  if (!command_) return;
  ++report_.commands;
  const std::size_t before = report_.differences.size();
  compare();
  if (report_.differences.size() > before) rewrite();
  command_.reset();
}

void ScriptRunner::compare() {
  for (const auto& [stream, content] : command_->actual.streams) {
    const auto line = command_->streams[stream].first_difference(content, command_->line);
    if (!line) continue;
    std::string what = "not what comes from: " + command_->text;
    for (const std::string& text : script_lines(stream, content)) what += "\n" + text;
    differs(*line, what);
  }
  if (command_->actual.status != command_->status)
    differs(command_->status_line,
            "exit " + std::to_string(command_->actual.status) + " of: " + command_->text);
}

void ScriptRunner::rewrite() {
  for (const int line : command_->lines) kept(line).clear();
  const std::vector<std::string> lines = script_lines(command_->actual);
  kept(command_->line).insert(kept(command_->line).end(), lines.begin(), lines.end());
}

void ScriptRunner::check_all_is_used() {
  const std::string left = world_->left_over();
  if (!left.empty()) differs(line_, "no command has read " + left);
}

}  // namespace

ScriptReport run_script(const std::string& script) {
  ScriptRunner runner;
  std::istringstream lines(script);
  for (std::string line; std::getline(lines, line);) runner.step(line);
  return runner.end();
}

}  // namespace mayfly::test
