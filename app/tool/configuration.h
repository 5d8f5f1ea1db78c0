#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/user_settings.h"
#include "process/environment.h"
#include "tool/tool.h"

namespace mayfly::app {

inline constexpr std::chrono::seconds kDefaultClipboardTime{45};

/// Where the configuration is, if there is one; nothing if no folder for it is known.
std::optional<std::filesystem::path> config_file_path(const Environment& environment);

/// What the configuration says; all of it empty if there is none, which takes one system call.
/// Throws Error{usage} as parse_config(), and Error{unsafe_permissions} if somebody else could have
/// written it.
Settings read_configuration(const Environment& environment);

/// How long a message lives if nobody says: ten minutes, unless the configuration says otherwise,
/// but never longer than it allows.
std::chrono::seconds default_ttl(const Tool& tool);

/// The longest that a message may live.
std::chrono::seconds max_ttl(const Tool& tool);

/// Throws Error{usage}, which names `place` and the configuration, if that allows no such life.
void require_allowed_ttl(const Tool& tool, const std::string& place, std::chrono::seconds ttl);

/// How long a message stays in a clipboard.
std::chrono::seconds clipboard_time(const Tool& tool);

}  // namespace mayfly::app
