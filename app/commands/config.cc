#include <algorithm>

#include "cli/commands.h"
#include "mayfly/ttl.h"
#include "output/format.h"
#include "output/printable.h"
#include "tool/configuration.h"
#include "tool/given.h"
#include "tool/places.h"

namespace mayfly::app {
namespace {

/// A setting as it holds for this call.
struct Shown {
  const char* name;
  std::optional<std::string> value;
  Origin origin;
  const char* variable = "";                         ///< that it comes from, if it does
  std::optional<std::chrono::seconds> seconds = {};  ///< of a time
};

Origin origin_of(const std::optional<Given>& given) {
  return given ? given->origin : Origin::built_in;
}

Shown shown_user(const Tool& tool) {
  const auto user = given_user(tool);
  const std::string name = user ? user->value : tool.around.environment.login_name();
  return {"user", name.empty() ? std::nullopt : std::optional(name), origin_of(user),
          "MAYFLY_USER"};
}

Shown shown_vault(const Tool& tool) {
  return {"vault", vault_place(tool).database.string(), origin_of(given_vault(tool)),
          "MAYFLY_VAULT"};
}

/// Those that the configuration names are not used with another vault than its own.
Shown shown_window_keys(const Tool& tool) {
  const VaultPlace place = vault_place(tool);
  if (place.window_keys.empty())
    return {"window-keys", (place.state_folder / "").string(), Origin::built_in};
  return {"window-keys", place.window_keys.string(), origin_of(given_window_keys(tool)),
          "MAYFLY_WINDOW_KEYS"};
}

Shown shown_time(const char* name, std::chrono::seconds time, bool configured) {
  return {name, format_duration(time), configured ? Origin::file : Origin::built_in, "", time};
}

Shown shown_color(const Tool& tool) {
  const GlobalOptions& options = tool.call.options;
  if (options.color) return {"color", options.color, Origin::option};
  if (tool.around.environment.get("NO_COLOR"))
    return {"color", "never", Origin::variable, "NO_COLOR"};
  const auto& color = options.configured.color;
  return {"color", color.value_or("auto"), color ? Origin::file : Origin::built_in};
}

Shown shown_passphrase_command(const Tool& tool) {
  const GlobalOptions& options = tool.call.options;
  const auto command = given(tool, options.passphrase.command, "MAYFLY_PASSPHRASE_COMMAND",
                             options.configured.passphrase_command);
  return {"passphrase-command", command ? std::optional(command->value) : std::nullopt,
          origin_of(command), "MAYFLY_PASSPHRASE_COMMAND"};
}

std::vector<Shown> all_shown(const Tool& tool) {
  const Settings& configured = tool.call.options.configured;
  return {
      shown_user(tool),
      shown_vault(tool),
      shown_window_keys(tool),
      shown_time("ttl", default_ttl(tool), configured.ttl.has_value()),
      shown_time("max-ttl", max_ttl(tool), configured.max_ttl.has_value()),
      shown_color(tool),
      shown_time("clipboard-time", clipboard_time(tool), configured.clipboard_time.has_value()),
      shown_passphrase_command(tool),
  };
}

std::string from_of(const Shown& shown) {
  switch (shown.origin) {
    case Origin::option:
      return "option";
    case Origin::variable:
      return shown.variable;
    case Origin::file:
      return "file";
    case Origin::built_in:
      break;
  }
  return "default";
}

Json as_json(const Shown& shown) {
  Json json;
  json.add("name", shown.name);
  if (shown.value) json.add("value", *shown.value);
  if (shown.seconds) json.add("seconds", shown.seconds->count());
  const bool is_variable = shown.origin == Origin::variable;
  json.add("from", is_variable ? "variable" : from_of(shown));
  if (is_variable) json.add("variable", shown.variable);
  return json;
}

Json as_json(const std::vector<Shown>& all, const Tool& tool) {
  Json settings = Json::array();
  for (const Shown& shown : all) settings.push(as_json(shown));
  Json json;
  const auto file = config_file_path(tool.around.environment);
  if (file) json.add_path("file", *file);
  json.add("file_found", !tool.call.options.configured.file.empty());
  json.add("settings", std::move(settings));
  return json;
}

std::string as_text(const std::vector<Shown>& all) {
  std::size_t width = 7;  // of "default"
  for (const Shown& shown : all) width = std::max(width, from_of(shown).size());
  std::string text = formatted("{:<18}  {:<{}}  {}\n", "SETTING", "FROM", width, "VALUE");
  for (const Shown& shown : all) {
    text += formatted("{:<18}  {:<{}}  {}\n", shown.name, from_of(shown), width,
                      printable_line(shown.value.value_or("-")));
  }
  return text;
}

void tell_of_file(const Tool& tool) {
  const std::string& found = tool.call.options.configured.file;
  const auto file = config_file_path(tool.around.environment);
  if (!found.empty()) return tool.out.notice_to_person("the file: " + found);
  if (file) tool.out.notice_to_person("there is no file " + file->string());
}

class Config final : public Command {
 public:
  void options(Options& options) override {
    options.add({"--show", &show_, "Show them, which is done anyway"});
  }
  std::string examples() const override {
    return "  mayfly config --show\n"
           "  mayfly config --json\n"
           "  mayfly config --user james    an option wins over the file\n";
  }
  int run(const Tool& tool) override {
    const auto all = all_shown(tool);
    tool.out.result([&] { return as_json(all, tool); }, [&] { return as_text(all); });
    tell_of_file(tool);
    return 0;
  }

 private:
  bool show_ = false;
};

}  // namespace

std::unique_ptr<Command> make_config() {
  return std::make_unique<Config>();
}

}  // namespace mayfly::app
