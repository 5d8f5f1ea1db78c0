#include "cli/commands.h"
#include "completion/candidates.h"
#include "completion/scripts.h"
#include "output/printable.h"
#include "process/secure_text.h"

namespace mayfly::app {
namespace {

constexpr std::array kShells{"bash", "zsh", "fish"};

class Completion final : public Command {
 public:
  void options(Options& options) override {
    Option shell{"shell", &shell_, "bash, zsh or fish"};
    shell.choices = kShells;
    shell.required = true;
    options.add(std::move(shell));
  }
  std::string examples() const override {
    return "  mayfly completion bash > ~/.local/share/bash-completion/completions/mayfly\n"
           "  mayfly completion fish > ~/.config/fish/completions/mayfly.fish\n";
  }
  int run(const Tool& tool) override {
    const auto script = completion_script(*shell_);
    tool.out.result([&] { return std::move(Json().add("shell", *shell_).add("script", script)); },
                    [&] { return script; });
    return 0;
  }

 private:
  std::optional<std::string> shell_;
};

/// One of the lines that a shell reads: the word, and after a tab what to say of it.
SecureBytes line_of(const std::string& before, const Candidate& candidate) {
  SecureBytes line;
  append(line, before);
  append(line, as_text(candidate.word));
  if (!candidate.text.empty()) append(line, "\t" + printable_line(candidate.text));
  append(line, "\n");
  return line;
}

/// What the shells ask. Whatever is wrong completes to nothing: nobody wants to read of it there.
class Complete final : public Command {
 public:
  void options(Options& options) override {
    options.add({"word", &words_, "What is typed, the last word being unfinished"});
  }
  int run(const Tool& tool) override {
    try {
      complete(tool);
      return 0;
    } catch (const Error&) {
      return 1;
    }
  }

 private:
  void complete(const Tool& tool) {
    Invocation call{tool.call.arguments};
    const UnfinishedLine line = read_unfinished(words_, call.options);
    // No command and no derivation is run for it, and nobody is waited for.
    call.options.configured = tool.call.options.configured;
    call.options.passphrase = {};
    call.options.key_fd.reset();
    call.options.no_input = true;
    VaultOptions at_once = tool.vault_options;
    at_once.busy_timeout = at_once.lock_wait = std::chrono::milliseconds{0};
    at_once.patience = nullptr;
    at_once.share_patience();
    const Tool looking{call, tool.out, tool.around, at_once};
    SecureBytes lines;
    for (const Candidate& one : candidates_for(looking, line)) {
      const bool files = as_text(one.word) == kFiles;
      append(lines, as_text(line_of(files ? "" : line.before, one)));
    }
    tool.out.print(lines);
  }

  std::vector<std::string> words_;
};

}  // namespace

std::unique_ptr<Command> make_completion() {
  return std::make_unique<Completion>();
}

std::unique_ptr<Command> make_complete() {
  return std::make_unique<Complete>();
}

}  // namespace mayfly::app
