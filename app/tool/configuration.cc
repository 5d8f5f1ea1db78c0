#include "tool/configuration.h"

#include <algorithm>

#include "cli/config_file.h"
#include "mayfly/own_file.h"
#include "mayfly/ttl.h"
#include "tool/base_folders.h"

namespace mayfly::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSize = std::size_t{64} << 10;

const Settings& settings_of(const Tool& tool) {
  return tool.call.options.configured;
}

/// With the home in the place of its ~.
void complete(std::optional<std::string>& path, const Environment& environment) {
  if (!path || !path->starts_with("~/")) return;
  const auto home = find_home(environment);
  if (!home) throw Error(ErrorKind::usage, "a configured path begins with ~, and HOME is not set");
  path = (*home / path->substr(2)).string();
}

}  // namespace

std::optional<fs::path> config_file_path(const Environment& environment) {
  auto folder = find_base_folder(environment, "XDG_CONFIG_HOME", ".config");
  if (!folder) return std::nullopt;
  return *folder / "mayfly/config.toml";
}

Settings read_configuration(const Environment& environment) {
  const auto file = config_file_path(environment);
  const auto text = file ? read_own_file(*file, kMaxSize) : std::nullopt;
  if (!text) return {};
  if (text->size() > kMaxSize)
    throw Error(ErrorKind::usage, file->string() + " is larger than 64 KiB",
                "a configuration has a few lines: see man mayfly-config");
  Settings settings = parse_config(as_text(*text), file->string());
  complete(settings.vault, environment);
  complete(settings.window_keys, environment);
  return settings;
}

std::chrono::seconds default_ttl(const Tool& tool) {
  return settings_of(tool).ttl.value_or(std::min(kDefaultTtl, max_ttl(tool)));
}

std::chrono::seconds max_ttl(const Tool& tool) {
  return settings_of(tool).max_ttl.value_or(kMaxTtl);
}

void require_allowed_ttl(const Tool& tool, const std::string& place, std::chrono::seconds ttl) {
  if (ttl <= max_ttl(tool)) return;
  throw Error(
      ErrorKind::usage,
      place + ": longer than the configuration allows, which is " + format_duration(max_ttl(tool)),
      "max-ttl stands in " + settings_of(tool).file);
}

std::chrono::seconds clipboard_time(const Tool& tool) {
  return settings_of(tool).clipboard_time.value_or(kDefaultClipboardTime);
}

}  // namespace mayfly::app
