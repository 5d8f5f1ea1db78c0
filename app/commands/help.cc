#include "cli/commands.h"
#include "cli/parser.h"
#include "mayfly/version.h"
#include "tool/tool.h"

namespace mayfly::app {
namespace {

class Help final : public Command {
 public:
  void options(Options& options) override {
    options.add({"command", &words_, "A command: key, or key list", Value::command_name});
  }
  std::string examples() const override {
    return "  mayfly help             every command, and the options of all of them\n"
           "  mayfly help store       as mayfly store --help\n"
           "  mayfly help key rotate\n";
  }
  int run(const Tool& tool) override {
    tool.out.print(help_of(words_));
    return 0;
  }

 private:
  std::vector<std::string> words_;
};

Json as_json() {
  const LibraryVersions libraries = library_versions();
  Json json;
  json.add("version", MAYFLY_VERSION).add("botan", libraries.botan).add("sqlite", libraries.sqlite);
  return json;
}

class Version final : public Command {
 public:
  std::string examples() const override {
    return "  mayfly version\n"
           "  mayfly version --json\n";
  }
  int run(const Tool& tool) override {
    tool.out.result(as_json, [] { return version_line() + "\n"; });
    return 0;
  }
};

}  // namespace

std::unique_ptr<Command> make_help() {
  return std::make_unique<Help>();
}

std::unique_ptr<Command> make_version() {
  return std::make_unique<Version>();
}

}  // namespace mayfly::app
