#include "process/environment.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "mayfly/account.h"

namespace mayfly::app {
namespace {

/// It may hold what it prints, and root sees it in /proc/PID/environ for as long as we run.
constexpr std::string_view kCommand = "MAYFLY_PASSPHRASE_COMMAND";

constexpr std::array kVariables{"CREDENTIALS_DIRECTORY",     "HOME",          "MAYFLY_KEY_FILE",
                                "MAYFLY_PASSPHRASE_COMMAND", "MAYFLY_USER",   "MAYFLY_VAULT",
                                "MAYFLY_WINDOW_KEYS",        "NO_COLOR",      "TERM",
                                "XDG_CONFIG_HOME",           "XDG_DATA_HOME", "XDG_STATE_HOME"};

/// Users whom /etc/passwd does not know have LOGNAME.
std::string name_of_effective_user() {
  if (const auto account = account_of(::geteuid())) return account->name;
  const char* name = std::getenv("LOGNAME");
  return name == nullptr ? std::string() : name;
}

std::string home_of_effective_user() {
  const auto account = account_of(::geteuid());
  return account ? account->home : std::string();
}

}  // namespace

Environment Environment::of_process() {
  Environment environment;
  for (const char* name : kVariables) {
    char* value = std::getenv(name);
    if (value == nullptr) continue;
    environment.variables.emplace(name, value);
    if (name == kCommand) ::explicit_bzero(value, std::strlen(value));
  }
  environment.login_name = name_of_effective_user;
  environment.account_home = home_of_effective_user;
  environment.other = [](const char* name) -> const char* { return std::getenv(name); };
  return environment;
}

std::optional<std::string> Environment::get(std::string_view name) const {
  const auto found = variables.find(name);
  if (found == variables.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Environment::get_other(const char* name) const {
  const char* value = other ? other(name) : nullptr;
  if (value == nullptr) return get(name);
  return *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace mayfly::app
