#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/user_settings.h"

namespace mayfly::app {

/// The settings in the text of the configuration `file`: lines like `ttl = "1h"`, which are TOML. A
/// file that may name a command is not guessed at: what TOML, and each version of the library that
/// reads it, would not read alike is refused. Throws Error{usage}, which says in which line, and
/// nothing of what stands there except the name of a setting, or of what looks like one: somebody
/// may have written down a passphrase. A path may begin with "~/" still.
Settings parse_config(std::string_view text, const std::string& file);

/// The names of all settings, in the order of the manual.
std::vector<std::string> setting_names();

}  // namespace mayfly::app
