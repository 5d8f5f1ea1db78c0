#include "cli/script_world.h"

#include <fstream>
#include <utility>

#include "cli/script_text.h"
#include "mayfly/ttl.h"

namespace mayfly::test {
namespace {

namespace fs = std::filesystem;

/// Questions as a script has them: lines without the blank that waits for the answer.
std::string as_lines(const std::vector<std::string>& questions) {
  std::string lines;
  for (const std::string& question : questions)
    lines += question.substr(0, question.find_last_not_of(' ') + 1) + "\n";
  return lines;
}

void write_file(const fs::path& path, const std::string& content) {
  fs::create_directories(path.parent_path());
  fs::permissions(path.parent_path(), fs::perms::owner_all);
  std::ofstream(path, std::ios::binary) << content;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace

bool ScriptWorld::prepare(const std::string& step, const std::string& rest) {
  if (step == "stdin")
    input_ = unescaped(rest);
  else if (step == "type")
    typed_.push_back(unescaped(rest));
  else if (step == "file")
    make_file(rest);
  else if (step == "terminal" || step == "pipe")
    runner_.out_is_terminal = step == "terminal";
  else if (step == "copy" || step == "move")
    place_file(step == "move", rest);
  else if (step == "clock")
    runner_.clock.advance(parse_ttl(rest));
  else if (step == "env")
    set_variable(rest);
  else
    return false;
  return true;
}

Outcome ScriptWorld::run(const std::string& command) {
  runner_.prompt.questions.clear();
  runner_.prompt.answers = std::exchange(typed_, {});
  const std::string input = std::exchange(input_, std::nullopt).value_or("");
  const RunResult result = runner_.run(words_of(in_home(command)), input);
  return {{{Stream::questions, as_lines(runner_.prompt.questions)},
           {Stream::out, without_home(result.out)},
           {Stream::err, without_home(result.err)}},
          result.status};
}

std::string ScriptWorld::left_over() const {
  if (input_) return "standard input";
  return typed_.empty() ? "" : "an answer";
}

std::string ScriptWorld::in_home(const std::string& text) const {
  return replaced(text, "$HOME", runner_.home.path());
}

std::string ScriptWorld::without_home(const std::string& text) const {
  return replaced(text, runner_.home.path(), "$HOME");
}

void ScriptWorld::set_variable(const std::string& assignment) {
  const auto equals = assignment.find('=');
  runner_.variables[assignment.substr(0, equals)] = in_home(assignment.substr(equals + 1));
}

void ScriptWorld::place_file(bool move, const std::string& from_and_to) {
  const auto [from, to] = split_at_blank(from_and_to);
  fs::create_directories(path(to).parent_path());
  fs::permissions(path(to).parent_path(), fs::perms::owner_all);
  fs::copy(path(from), path(to), fs::copy_options::recursive);
  if (move) fs::remove_all(path(from));
}

void ScriptWorld::make_file(const std::string& name_and_content) {
  const auto [name, content] = split_at_blank(name_and_content);
  write_file(path(name), unescaped(content));
}

}  // namespace mayfly::test
