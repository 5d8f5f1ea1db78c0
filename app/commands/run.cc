#include <unistd.h>

#include <charconv>
#include <cstdlib>

#include "cli/commands.h"
#include "cli/program_words.h"
#include "cli/values.h"
#include "commands/run_messages.h"
#include "run/child_signal.h"
#include "run/program.h"
#include "run/stay.h"

namespace mayfly::app {
namespace {

struct RunOptions {
  DeliveryWords deliveries;
  bool mask = false;
  bool until_expiry = false;
  std::optional<std::string> grace;
};

constexpr std::chrono::seconds kGrace{5};

std::vector<char*> words_of_program(const Tool& tool) {
  const auto words = program_words(tool.call.arguments);
  if (!words.empty()) return {words.begin(), words.end()};
  throw Error(ErrorKind::usage, "no program",
              "it stands after --: mayfly run --env VAR=REF -- PROGRAM");
}

/// An option that is about messages needs one.
void require_messages(const RunOptions& options, bool any) {
  if (any || !(options.mask || options.until_expiry)) return;
  throw Error(ErrorKind::usage,
              std::string(options.mask ? "--mask" : "--until-expiry") + " needs a message",
              "hand one over: --env, --fd, --file or --stdin");
}

/// The descriptor that a path stands for: /dev/stdin, /dev/fd/7.
std::optional<int> descriptor_behind(const std::string& path) {
  if (path == "/dev/stdin") return STDIN_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    int fd = -1;
    const char* const end = path.data() + path.size();
    if (path.starts_with(folder) &&
        std::from_chars(path.data() + folder.size(), end, fd).ptr == end && fd >= 0)
      return fd;
  }
  return std::nullopt;
}

/// The descriptors from which a key or a passphrase comes.
std::vector<int> key_sources(const GlobalOptions& options) {
  std::vector<int> sources;
  if (options.key_fd) sources.push_back(parse_descriptor("--key-fd", *options.key_fd));
  if (options.passphrase.fd)
    sources.push_back(parse_descriptor("--passphrase-fd", *options.passphrase.fd));
  if (options.passphrase.is_standard_input()) sources.push_back(STDIN_FILENO);
  if (const auto fd = descriptor_behind(options.passphrase.file.value_or("")))
    sources.push_back(*fd);
  return sources;
}

std::string path_of_process() {
  const char* path = std::getenv("PATH");
  return path == nullptr ? "/bin:/usr/bin" : path;  // the default of execvp(3)
}

void tell_of_terminal(const Tool& tool) {
  const Io& io = tool.around.io;
  if (!io.out_is_terminal && !io.err_is_terminal) return;
  tool.out.notice_always(
      "not masked is what goes to the terminal; what goes into a pipe or a file is");
}

/// The same error, with what is not there any more.
Error with_loss(const Error& error, const std::string& lost) {
  return lost.empty() ? error : Error(error.kind(), error.what(), lost);
}

/// A run after the command line was read.
class Start {
 public:
  Start(const Tool& tool, const RunOptions& options)
      : tool_(tool),
        options_(options),
        words_(words_of_program(tool)),
        grace_(options.grace ? parse_wait("--grace", *options.grace) : kGrace),
        sources_(key_sources(tool.call.options)),
        handover_(std::in_place, parse_deliveries(options.deliveries), words_,
                  tool.around.inherited) {
    require_messages(options, wants_messages());
    program_ = find_program(words_.front(), path_of_process());
  }

  int run() {
    if (wants_messages()) taken_ = take_messages(tool_, *handover_, options_.mask);
    if (options_.mask) tell_of_terminal(tool_);
    const bool is_first = ::getpid() == 1;
    if (!options_.mask && !options_.until_expiry && !is_first) become();
    Stay stay{{}, grace_, taken_.forms ? &*taken_.forms : nullptr, tool_.around.io, is_first};
    if (options_.until_expiry) stay.life = taken_.life;
    try {
      return stay_with(
          stay, [&] { become(); }, [&] { handover_.reset(); });
    } catch (const Error& error) {
      throw with_loss(error, taken_.lost);
    }
  }

 private:
  bool wants_messages() const { return !handover_->deliveries().empty(); }

  [[noreturn]] void become() {
    try {
      if (tool_.around.inherited != nullptr) tool_.around.inherited->restore();
      on_child_.restore();
      handover_->give(sources_);
      handover_->become(program_);
    } catch (const Error& error) {
      throw with_loss(error, taken_.lost);
    }
  }

  const ChildSignal on_child_;  // before a passphrase command runs
  const Tool& tool_;
  const RunOptions& options_;
  std::vector<char*> words_;
  std::chrono::seconds grace_;
  std::vector<int> sources_;
  std::optional<Handover> handover_;  ///< until the parent of a program forgets it
  std::string program_;
  Taken taken_;
};

class Run final : public Command {
 public:
  void options(Options& options) override {
    DeliveryWords& words = options_.deliveries;
    options.add({"--env", &words.env, "Give it a message as a variable", Value::variable});
    options.add({"--fd", &words.fd, "Give it a message at this descriptor", Value::placement});
    options.add(
        {"--file", &words.file, "The same as a file, whose path is in VAR", Value::variable});
    options.add({"--stdin", &words.standard_input, "Give it a message as standard input",
                 Value::reference});
    options.add({"--mask", &options_.mask, "Hide messages in its output, except at a terminal"});
    const auto until = options.add(
        {"--until-expiry", &options_.until_expiry, "End it when the first message expires"});
    const auto grace = options.add(
        {"--grace", &options_.grace, "From SIGTERM to SIGKILL then (default: 5s)", Value::time});
    options.need(grace, until);
  }
  std::string examples() const override {
    return "  mayfly run --env TOKEN=deploy -- ./deploy.sh\n"
           "  mayfly run --file KEY=door -- sh -c 'ssh -i \"$KEY\" host'\n"
           "  mayfly run --fd 3=42 --until-expiry -- server\n";
  }
  int run(const Tool& tool) override { return Start(tool, options_).run(); }

 private:
  RunOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_run() {
  return std::make_unique<Run>();
}

}  // namespace mayfly::app
