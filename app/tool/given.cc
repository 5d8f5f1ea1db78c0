#include "tool/given.h"

namespace mayfly::app {

std::optional<Given> given(const Tool& tool, const std::optional<std::string>& option,
                           const char* variable, const std::optional<std::string>& configured) {
  if (option) return Given{*option, Origin::option};
  if (auto value = tool.around.environment.get(variable))
    return Given{std::move(*value), Origin::variable};
  return configured ? std::optional(Given{*configured, Origin::file}) : std::nullopt;
}

std::optional<Given> given_user(const Tool& tool) {
  const GlobalOptions& options = tool.call.options;
  return given(tool, options.user, "MAYFLY_USER", options.configured.user);
}

std::optional<Given> given_vault(const Tool& tool) {
  const GlobalOptions& options = tool.call.options;
  return given(tool, options.vault, "MAYFLY_VAULT", options.configured.vault);
}

std::optional<Given> given_window_keys(const Tool& tool) {
  const GlobalOptions& options = tool.call.options;
  return given(tool, options.window_keys, "MAYFLY_WINDOW_KEYS", options.configured.window_keys);
}

}  // namespace mayfly::app
