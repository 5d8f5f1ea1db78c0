#include "cli/config_file.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <algorithm>
#include <array>
#include <sstream>

#include "cli/commands.h"
#include "cli/config_line.h"
#include "cli/suggestion.h"
#include "mayfly/error.h"
#include "mayfly/text.h"
#include "mayfly/text_encoding.h"
#include "mayfly/ttl.h"
#include "mayfly/user_name.h"

namespace mayfly::app {
namespace {

Error misread(const std::string& text, const std::string& hint = "") {
  return {ErrorKind::usage, text, hint};
}

std::string as_name(std::string value) {
  return UserName(std::move(value)).str();
}

/// One that means the same wherever the program is started.
std::string as_path(std::string value) {
  if (value.ends_with('/')) throw misread("it names a folder", "name a file in it");
  if (!value.starts_with('/') && !value.starts_with("~/"))
    throw misread("not a path from / on", "begin it with / or with ~/");
  return value;
}

std::string as_color(std::string value) {
  if (std::ranges::count(color_choices(), value) == 0)
    throw misread("not one of auto, always, never");
  return value;
}

std::string as_command(std::string value) {
  return value;
}

std::chrono::seconds as_time(const std::string& value) {
  return parse_ttl(value);
}

struct Setting {
  const char* name;
  void (*take)(Settings& settings, std::string value);
};

template <auto kMember, auto kRead>
void take(Settings& settings, std::string value) {
  settings.*kMember = kRead(std::move(value));
}

constexpr auto kSettings = std::to_array<Setting>({
    {"user", take<&Settings::user, as_name>},
    {"vault", take<&Settings::vault, as_path>},
    {"window-keys", take<&Settings::window_keys, as_path>},
    {"ttl", take<&Settings::ttl, as_time>},
    {"max-ttl", take<&Settings::max_ttl, as_time>},
    {"color", take<&Settings::color, as_color>},
    {"clipboard-time", take<&Settings::clipboard_time, as_time>},
    {"passphrase-command", take<&Settings::passphrase_command, as_command>},
});

Error unknown_setting(const std::string& name) {
  if (name == "passphrase" || name == "password") {
    return misread("a passphrase does not belong in a configuration",
                   "passphrase-command names a command that prints it");
  }
  const auto meant = closest(name, setting_names());
  return meant ? misread("unknown setting '" + name + "'", "did you mean " + *meant + "?")
               : misread("unknown setting", "man mayfly-config lists them");
}

/// The value as CLI11 reads it. Versions of it differ in what they make of quotes and escapes.
std::string value_read(const ConfigLine& line) {
  CLI::ConfigTOML reader;
  reader.comment('\n');  // none is left: a # in a command is part of it
  std::istringstream text(line.assignment);
  const auto items = reader.from_config(text);
  const bool one = items.size() == 1 && items.front().name == line.name &&
                   items.front().parents.empty() && items.front().inputs.size() == 1;
  if (one && items.front().inputs.front() == line.value) return items.front().inputs.front();
  throw misread("quotes that begin and end the value are not understood",
                "leave the inner ones out, or name a script");
}

/// The text, line by line, and what was set so far.
class ConfigReader {
 public:
  explicit ConfigReader(std::string file) { settings_.file = std::move(file); }

  Settings read(std::string_view text) {
    if (begins_with_mark(as_bytes(text))) text.remove_prefix(kUtf8Mark.size());
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      ++number_;
      read_line(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (settings_.ttl && settings_.max_ttl && *settings_.ttl > *settings_.max_ttl)
      throw misread(settings_.file + ": ttl is longer than max-ttl", "shorten it");
    return std::move(settings_);
  }

 private:
  void read_line(std::string_view text) try {
    const auto line = parse_config_line(text);
    if (!line) return;
    const auto* const setting =
        std::ranges::find_if(kSettings, [&](const Setting& one) { return line->name == one.name; });
    if (setting == kSettings.end()) throw unknown_setting(line->name);
    take_value(*setting, *line);
  } catch (const Error& error) {
    const std::string place = settings_.file + ", line " + std::to_string(number_) + ": ";
    throw Error(ErrorKind::usage, place + error.what(), std::string(error.hint()));
  }

  void take_value(const Setting& setting, const ConfigLine& line) try {
    if (std::ranges::count(seen_, setting.name) > 0) throw misread("given twice");
    seen_.emplace_back(setting.name);
    if (line.value.empty()) throw misread("empty");
    if (has_control(line.value)) throw misread("it holds a control character");
    setting.take(settings_, value_read(line));
  } catch (const Error& error) {
    throw error.with_message(line.name + ": " + error.what());
  }

  Settings settings_;
  std::vector<std::string> seen_;
  int number_ = 0;
};

}  // namespace

Settings parse_config(std::string_view text, const std::string& file) {
  return ConfigReader(file).read(text);
}

std::vector<std::string> setting_names() {
  std::vector<std::string> names(kSettings.size());
  std::ranges::transform(kSettings, names.begin(), &Setting::name);
  return names;
}

}  // namespace mayfly::app
