// What everybody can see of a process (ps, /proc): nothing that may be a secret, for every command
// and every option of the table, in whatever form it is given, and even if it is wrong.

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/commands.h"
#include "support/catch.h"
#include "support/needles.h"
#include "support/skip.h"
#include "support/traced_process.h"

using namespace mayfly::test;
namespace app = mayfly::app;

namespace {

using Words = std::vector<std::string>;

constexpr const char* kMarker = "marker-of-what-nobody-should-see";

/// What takes a value, by the names that it has: none for a word that stands by itself.
struct Taker {
  Words names;
  app::Value value;
};

class Takers final : public app::Options {
 public:
  Number add(app::Option option) override {
    if (std::holds_alternative<bool*>(option.target)) return {};
    Taker taker{{}, option.value};
    std::istringstream names(option.names);
    for (std::string name; std::getline(names, name, ',');)
      if (name.starts_with('-')) taker.names.push_back(name);
    all.push_back(taker);
    return {};
  }
  void exclude(Number, Number) override {}
  void need(Number, Number) override {}

  std::vector<Taker> all;
};

/// Each way to give it the marker.
std::vector<Words> forms_of(const Taker& taker) {
  if (taker.names.empty()) return {{kMarker}, {"--", kMarker}};
  std::vector<Words> forms;
  for (const std::string& name : taker.names) {
    forms.push_back({name, kMarker});
    forms.push_back({name});
    forms.back().front() += (name.starts_with("--") ? "=" : "");
    forms.back().front() += kMarker;
  }
  return forms;
}

bool is_any(app::Value /*value*/) {
  return true;
}

/// A path is named in errors, and logged.
bool is_no_path(app::Value value) {
  return value != app::Value::file && value != app::Value::path && value != app::Value::command;
}

/// The same for each option of a command.
std::vector<Words> forms_of(const app::CommandSpec& spec, bool (*is_wanted)(app::Value) = is_any) {
  Takers takers;
  const auto made = spec.make();
  made->options(takers);
  std::vector<Words> forms;
  for (const Taker& taker : takers.all) {
    if (!is_wanted(taker.value)) continue;
    for (const Words& form : forms_of(taker)) forms.push_back(form);
  }
  return forms;
}

/// Calls `use` with the words of each command that can run.
void each_command(std::span<const app::CommandSpec> specs, const Words& path,
                  const std::function<void(const Words&, const app::CommandSpec&)>& use) {
  for (const app::CommandSpec& spec : specs) {
    Words words = path;
    words.emplace_back(spec.name);
    if (spec.make != nullptr) use(words, spec);
    each_command(spec.children, words, use);
  }
}

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// All that every command takes, at once.
Words global_options() {
  app::GlobalOptions target;
  Takers takers;
  app::add_global_options(takers, target);
  Words words;
  for (const Taker& taker : takers.all)
    for (const Words& form : forms_of(taker)) words = words + form;
  return words;
}

/// What is given by somebody who knows the command, and by somebody who does not.
std::vector<Words> lines_of(const Words& command, const app::CommandSpec& spec,
                            const Words& globals) {
  std::vector<Words> lines{command + globals, globals + command, command + Words{kMarker, kMarker},
                           command + Words{std::string("--") + kMarker},
                           command + Words{std::string("-q") + kMarker}};
  for (const Words& form : forms_of(spec)) lines.push_back(command + form);
  return lines;
}

struct Watched {
  TempFolder home;
  TempFolder work;
  Words seen = {};  ///< the system calls at which the marker was there
  std::map<std::string, std::string> environment = {{"HOME", home.path()}, {"USER", "james"}};

  /// Looks at the process whenever it has to do with files, from the first one on, and at its end.
  RunResult run(const Words& arguments) {
    bool hardened = false;
    bool looking = false;
    return run_traced(Words{MAYFLY_BINARY} + arguments, options(), [&](const TracedCall& call) {
      hardened |= call.number == SYS_prctl && call.first_argument == PR_SET_DUMPABLE;
      looking |= hardened && (call.number == SYS_openat || call.number == SYS_exit_group);
      if (!looking) return;
      if (process_info(call.pid).find(kMarker) != std::string::npos)
        seen.push_back(std::to_string(call.number));
    });
  }
  Process::Options options() const {
    return {"text", environment, [this] {
              if (::chdir(work.path().c_str()) != 0) ::_exit(99);
            }};
  }
  std::string log() const { return bytes_of(home / "log"); }
};

}  // namespace

TEST_CASE_METHOD(Watched,
                 "the process list shows no value of any option, nor any word of a message",
                 "[traces]") {
  if (!can_trace()) {
    skip("no process may be traced here");
    return;
  }
  int runs = 0;
  const Words globals = global_options();
  each_command(app::commands(), {}, [&](const Words& command, const app::CommandSpec& spec) {
    for (const Words& line : lines_of(command, spec, globals)) {
      CAPTURE(line);
      run(line + Words{"--no-input"});
      CHECK(seen.empty());
      seen.clear();
      ++runs;
    }
  });
  CHECK(runs > 100);
}

TEST_CASE_METHOD(Watched, "no value but a path is written to the log", "[traces]") {
  int runs = 0;
  each_command(app::commands(), {}, [&](const Words& command, const app::CommandSpec& spec) {
    for (const Words& form : forms_of(spec, is_no_path)) {
      const Words line = Words{"-v", "--log-file", home / "log"} + command + form;
      CAPTURE(line);
      run_process(Words{MAYFLY_BINARY} + line, options());
      CHECK(log().find(kMarker) == std::string::npos);
      ++runs;
    }
  });
  CHECK(runs > 20);
  CHECK_FALSE(log().empty());
}

TEST_CASE_METHOD(Watched, "a passphrase command of a variable is not in the process's environment",
                 "[traces]") {
  if (!can_trace() || ::geteuid() != 0) {
    skip("only root sees the environment of such a process, by tracing it");
    return;
  }
  environment["MAYFLY_PASSPHRASE_COMMAND"] = std::string("echo ") + kMarker;
  CHECK(run({"store", "-q"}).status == 0);
  CHECK(seen.empty());
  CHECK(run({"get"}).out == "text");
  CHECK(seen.empty());
}

TEST_CASE("what is left in the process list would be found", "[traces]") {
  if (!can_trace()) {
    skip("no process may be traced here");
    return;
  }
  bool found = false;
  run_traced({"true", kMarker}, {}, [&](const TracedCall& call) {
    found |= process_info(call.pid).find(kMarker) != std::string::npos;
  });
  CHECK(found);
}
