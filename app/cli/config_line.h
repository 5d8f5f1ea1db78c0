#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mayfly::app {

/// A line of a configuration that sets something.
struct ConfigLine {
  std::string name;        ///< "ttl"
  std::string assignment;  ///< `ttl = "1h"`: without what is before and after it
  std::string value;       ///< `1h`: without its quotes
};

/// What a line says; nothing if it is blank or a comment. It has to be one that cannot be read in
/// two ways: a value in double quotes without a backslash, in single quotes, or a whole number.
/// Throws Error{usage}, which repeats nothing of the line.
std::optional<ConfigLine> parse_config_line(std::string_view text);

}  // namespace mayfly::app
