#include "tool/base_folders.h"

namespace mayfly::app {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> folder_in(const Environment& environment, const char* variable) {
  auto value = environment.get(variable);
  if (!value || !value->starts_with('/')) return std::nullopt;
  return fs::path(std::move(*value));
}

}  // namespace

std::optional<fs::path> find_home(const Environment& environment) {
  if (auto home = folder_in(environment, "HOME")) return home;
  fs::path home = environment.account_home();
  return home.is_absolute() ? std::optional(std::move(home)) : std::nullopt;
}

std::optional<fs::path> find_base_folder(const Environment& environment, const char* variable,
                                         const char* in_home) {
  if (auto folder = folder_in(environment, variable)) return folder;
  auto home = find_home(environment);
  return home ? std::optional(*home / in_home) : std::nullopt;
}

}  // namespace mayfly::app
