// Runs the scripts of tests/cli/*.txt. A script is what somebody types, and what they then must
// see:
//
//   # why                         a comment
//   stdin TEXT                    what the next command reads (\n, \t, \xHH, \\ are escapes)
//   type TEXT                     an answer to the next command's next question
//   file NAME TEXT                writes $HOME/NAME, for its owner only; escapes as for stdin
//   terminal / pipe               standard output from here on
//   clock TIME                    moves the clock
//   env NAME=VALUE
//   $ store 'a word' --user x     runs the program
//   ? TEXT                        a question that it asks at the terminal
//   > TEXT                        a line of standard output
//   >| TEXT                       the last one, where it has no newline
//   ! TEXT                        a line of standard error
//   exit N                        where it is not 0
//
// $HOME stands for the script's own home. Whatever a command prints or asks must be in the script,
// and the reverse. There is a terminal to ask at where the script types an answer.

#include <fstream>

#include "mayfly/ttl.h"
#include "support/app_runner.h"
#include "support/catch.h"

namespace {

namespace fs = std::filesystem;
using mayfly::test::AppRunner;
using mayfly::test::RunResult;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string unescaped(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    const char c = text.at(++i);
    if (c == 'x') {
      result += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      result += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
  }
  return result;
}

/// Words between blanks; single quotes keep blanks together.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool any = false;
  for (const char c : line + " ") {
    if (c == '\'') {
      quoted = !quoted;
      any = true;
    } else if (c == ' ' && !quoted) {
      if (any) words.push_back(word);
      word.clear();
      any = false;
    } else {
      word += c;
      any = true;
    }
  }
  return words;
}

/// Questions as a script has them: lines without the blank that waits for the answer.
std::string lines_of(const std::vector<std::string>& questions) {
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

class Script {
 public:
  void step(const std::string& line) {
    const auto rest = [&](std::size_t from) { return line.size() > from ? line.substr(from) : ""; };
    if (line.empty() || line.starts_with("#")) return;
    if (line.starts_with(">|"))
      out_ += unescaped(rest(3));
    else if (line.starts_with(">"))
      out_ += unescaped(rest(2)) + "\n";
    else if (line.starts_with("!"))
      err_ += rest(2) + "\n";
    else if (line.starts_with("?"))
      questions_ += rest(2) + "\n";
    else if (line.starts_with("exit "))
      status_ = std::stoi(rest(5));
    else
      command(line, rest);
  }

  /// Compares what the last command did with what the script says.
  void settle() {
    if (!ran_) return;
    CAPTURE(command_);
    const std::string home = runner_.home.path();
    CHECK(replaced(ran_->out, home, "$HOME") == out_);
    CHECK(replaced(ran_->err, home, "$HOME") == err_);
    CHECK(lines_of(runner_.prompt.questions) == questions_);
    CHECK(ran_->status == status_);
    ran_.reset();
    ++commands_;
  }

  int commands() const { return commands_; }

 private:
  template <class Rest>
  void command(const std::string& line, const Rest& rest) {
    settle();
    if (line.starts_with("stdin "))
      stdin_ = unescaped(rest(6));
    else if (line.starts_with("type"))
      typed_.push_back(unescaped(rest(5)));
    else if (line.starts_with("file ")) {
      const auto blank = line.find(' ', 5);
      const std::string content = blank == std::string::npos ? "" : line.substr(blank + 1);
      write_file(runner_.home / line.substr(5, blank - 5), unescaped(content));
    } else if (line == "terminal")
      runner_.out_is_terminal = true;
    else if (line == "pipe")
      runner_.out_is_terminal = false;
    else if (line.starts_with("clock "))
      runner_.clock.advance(mayfly::parse_ttl(rest(6)));
    else if (line.starts_with("env ")) {
      const auto equals = line.find('=');
      runner_.variables[line.substr(4, equals - 4)] = in_home(line.substr(equals + 1));
    } else if (line.starts_with("$"))
      run(rest(2));
    else
      FAIL("not a step: " + line);
  }

  std::string in_home(const std::string& text) const {
    return replaced(text, "$HOME", runner_.home.path());
  }

  void run(const std::string& text) {
    command_ = text;
    out_ = err_ = questions_ = "";
    status_ = 0;
    runner_.prompt.questions.clear();
    runner_.prompt.answers = std::exchange(typed_, {});
    ran_ = runner_.run(words_of(in_home(text)), std::exchange(stdin_, ""));
  }

  AppRunner runner_;
  std::string command_, stdin_, out_, err_, questions_;
  std::deque<std::string> typed_;
  int status_ = 0;
  std::optional<RunResult> ran_;
  int commands_ = 0;
};

void run_script(const fs::path& path) {
  std::ifstream file(path);
  Script script;
  for (std::string line; std::getline(file, line);) script.step(line);
  script.settle();
  CHECK(script.commands() > 0);
}

}  // namespace

TEST_CASE("the command line does what the scripts in tests/cli say", "[cli]") {
  int scripts = 0;
  for (const auto& entry : fs::directory_iterator(MAYFLY_SOURCE_DIR "/tests/cli")) {
    if (entry.path().extension() != ".txt") continue;
    ++scripts;
    DYNAMIC_SECTION(entry.path().filename().string()) {
      run_script(entry.path());
    }
  }
  CHECK(scripts >= 5);
}
