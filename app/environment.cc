#include "environment.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace mayfly::app {
namespace {

constexpr std::array kVariables{"HOME",        "MAYFLY_KEY_FILE", "MAYFLY_USER",
                                "MAYFLY_VAULT", "NO_COLOR",        "TERM",
                                "XDG_CONFIG_HOME", "XDG_DATA_HOME"};

std::string name_of_effective_user() {
  const passwd* entry = ::getpwuid(::geteuid());
  return entry == nullptr ? std::string() : entry->pw_name;
}

}  // namespace

Environment Environment::of_process() {
  Environment environment;
  for (const char* name : kVariables) {
    if (const char* value = std::getenv(name)) environment.variables.emplace(name, value);
  }
  environment.login_name = name_of_effective_user;
  return environment;
}

std::optional<std::string> Environment::get(const std::string& name) const {
  const auto found = variables.find(name);
  if (found == variables.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

}  // namespace mayfly::app
