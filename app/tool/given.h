#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tool/tool.h"

namespace mayfly::app {

/// Where a value comes from, the strongest first.
enum class Origin : std::uint8_t { option, variable, file, built_in };

struct Given {
  std::string value;
  Origin origin;
};

/// The option, else the variable, else what the configuration says; nothing if none of them does.
std::optional<Given> given(const Tool& tool, const std::optional<std::string>& option,
                           const char* variable, const std::optional<std::string>& configured);

// The three that say where things are and whose. What they give is not checked.
std::optional<Given> given_user(const Tool& tool);
std::optional<Given> given_vault(const Tool& tool);
std::optional<Given> given_window_keys(const Tool& tool);

}  // namespace mayfly::app
