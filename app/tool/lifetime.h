#pragma once

#include <optional>
#include <string>

#include "cli/command.h"
#include "tool/tool.h"

namespace mayfly::app {

/// --ttl and --until, as they were typed.
struct LifetimeOptions {
  std::optional<std::string> ttl;
  std::optional<std::string> until;
};

/// Adds both, of which one can be given.
void add_lifetime_options(Options& options, LifetimeOptions& target, const char* ttl_text);

/// A ttl that was typed in that place. Throws Error{usage} as parse_time() does, and if it is more
/// than the configuration allows.
std::chrono::seconds read_ttl(const Tool& tool, const std::string& place, const std::string& word);

/// An end that was typed in that place. Says on standard error which of two times was taken, if the
/// clocks show it twice, or never. Throws as read_ttl() and parse_until() do.
Instant read_until(const Tool& tool, const std::string& place, const std::string& word);

/// What the options ask for, and else the configuration.
Lifetime read_lifetime(const Tool& tool, const LifetimeOptions& options);

}  // namespace mayfly::app
