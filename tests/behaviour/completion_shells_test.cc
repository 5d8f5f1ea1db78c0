// The real shells at a terminal: what the Tab key puts into the line, and that nothing of it runs.

#include <unistd.h>

#include <filesystem>

#include "support/catch.h"
#include "support/pty.h"
#include "support/real_process.h"
#include "support/skip.h"
#include "support/temp_folder.h"

using namespace mayfly::test;
namespace fs = std::filesystem;

namespace {

/// How a shell is started without anybody's settings, and takes our completion.
struct Shell {
  std::string program;
  std::vector<std::string> options;
  std::string set_up;
};

const Shell kBash{"/bin/bash", {"--norc", "--noprofile", "-i"}, "source <(mayfly completion bash)"};
const Shell kZsh{"/usr/bin/zsh",
                 {"-f", "-i"},
                 "autoload -Uz compinit; compinit -u -D; source <(mayfly completion zsh)"};
const Shell kFish{"/usr/bin/fish", {"--no-config", "-i"}, "mayfly completion fish | source"};

/// A home with messages of several names, and a shell in it.
class ShellWorld {
 public:
  explicit ShellWorld(const Shell& shell) : shell_(shell) {
    for (const std::string name : {"door", "my desk", "$(touch ran)", "42"})
      REQUIRE(mayfly({"store", "-q", "--name", name, "the secret of " + name}).status == 0);
    terminal_.emplace(arguments(), Pty::Options{environment()});
    type("cd; " + shell.set_up + "; echo set''up\n");
    terminal_->wait_for("setup\r\n");
  }

  /// What stands in the line is run when it was completed.
  void complete(const std::string& line, const std::string& shown) {
    CAPTURE(shell_.program, line);
    type(line + "\t");
    terminal_->wait_for(shown);
    type("\n");
  }
  void wait_for(const std::string& text) { terminal_->wait_for(text); }
  bool has_run() const { return fs::exists(home_ / "ran"); }
  void leave() {
    type("exit\n");
    CHECK(terminal_->wait() == 0);
  }

 private:
  void type(const std::string& keys) { terminal_->type(keys); }
  std::vector<std::string> arguments() const {
    std::vector<std::string> all{shell_.program};
    all.insert(all.end(), shell_.options.begin(), shell_.options.end());
    return all;
  }
  std::map<std::string, std::string> environment() const {
    const std::string folder = fs::path(MAYFLY_BINARY).parent_path();
    return {{"HOME", home_.path()},
            {"PATH", folder + ":/usr/bin:/bin"},
            {"TERM", "dumb"},
            {"LC_ALL", "C.UTF-8"}};
  }
  RunResult mayfly(std::vector<std::string> words) {
    words.insert(words.begin(), MAYFLY_BINARY);
    return run_process(words, {"", environment()});
  }

  Shell shell_;
  TempFolder home_;
  std::optional<Pty> terminal_;
};

}  // namespace

namespace {

void complete_in(const Shell& shell) {
  if (::access(shell.program.c_str(), X_OK) != 0) return skip(shell.program + " is not here");
  ShellWorld world(shell);
  world.complete("mayfly debu", "debug-iv");
  world.wait_for("IV");
  world.complete("mayfly get do", "door");
  world.wait_for("the secret of door");
  world.complete("mayfly get my", "my\\ desk");
  world.wait_for("the secret of my desk");
  world.complete("mayfly get name", "name:42");
  world.wait_for("the secret of 42");
  world.complete("mayfly get \\$", "ran");
  world.wait_for("the secret of $(touch ran)");
  CHECK_FALSE(world.has_run());
  world.leave();
}

}  // namespace

TEST_CASE("bash completes commands and names, and runs none of them", "[completion]") {
  complete_in(kBash);
}

TEST_CASE("zsh completes commands and names, and runs none of them", "[completion]") {
  complete_in(kZsh);
}

TEST_CASE("fish completes commands and names, and runs none of them", "[completion]") {
  complete_in(kFish);
}
