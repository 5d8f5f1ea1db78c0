#include "tool/places.h"

#include "cli/values.h"

namespace mayfly::app {
namespace {

namespace fs = std::filesystem;

/// A folder that a variable names. One that is not absolute is to be ignored (XDG Base Directory
/// Specification).
std::optional<fs::path> folder_in(const Tool& tool, const char* variable) {
  auto value = tool.around.environment.get(variable);
  if (!value) return std::nullopt;
  fs::path folder(std::move(*value));
  return folder.is_absolute() ? std::optional(std::move(folder)) : std::nullopt;
}

fs::path home_folder(const Tool& tool) {
  if (auto home = folder_in(tool, "HOME")) return std::move(*home);
  fs::path home = tool.around.environment.account_home();
  if (home.is_absolute()) return home;
  throw Error(ErrorKind::usage, "HOME is not set, and /etc/passwd names no home of this user",
              "set it, or name the files: --vault, --key-file and --window-keys");
}

/// An XDG base folder: what the variable names, else a folder in HOME.
fs::path base_folder(const Tool& tool, const char* variable, const char* in_home) {
  auto folder = folder_in(tool, variable);
  return folder ? std::move(*folder) : home_folder(tool) / in_home;
}

/// The option, else the variable.
std::optional<std::string> given(const Tool& tool, const std::optional<std::string>& option,
                                 const char* variable) {
  return option ? option : tool.around.environment.get(variable);
}

/// The same for a path, which may not be empty.
std::optional<fs::path> given_path(const Tool& tool, const std::optional<std::string>& option,
                                   const char* variable, const char* name) {
  auto path = given(tool, option, variable);
  if (!path) return std::nullopt;
  if (path->empty()) throw empty_path(name);
  if (path->back() == '/') {
    throw Error(ErrorKind::usage, std::string(name) + " names a folder", "name a file in it");
  }
  return fs::path(std::move(*path));
}

/// Where key files usually are.
fs::path key_file_folder(const Tool& tool) {
  return base_folder(tool, "XDG_CONFIG_HOME", ".config") / "mayfly" / "keys";
}

}  // namespace

bool names_vault(const Tool& tool) {
  return given(tool, tool.call.options.vault, "MAYFLY_VAULT").has_value();
}

VaultPlace vault_place(const Tool& tool) {
  VaultPlace place;
  if (auto path = given_path(tool, tool.call.options.vault, "MAYFLY_VAULT", "--vault")) {
    place.database = std::move(*path);
  } else {
    place.database = base_folder(tool, "XDG_DATA_HOME", ".local/share") / "mayfly" / "vault.db";
  }
  if (auto path =
          given_path(tool, tool.call.options.window_keys, "MAYFLY_WINDOW_KEYS", "--window-keys")) {
    place.window_keys = std::move(*path);
  } else {
    place.state_folder = base_folder(tool, "XDG_STATE_HOME", ".local/state") / "mayfly";
  }
  return place;
}

fs::path key_file_path(const Tool& tool, const UserName& user) {
  if (const auto path =
          given_path(tool, tool.call.options.key_file, "MAYFLY_KEY_FILE", "--key-file"))
    return *path;
  return key_file_folder(tool) / key_file_name(user);
}

void require_folder(const Tool& tool, const fs::path& file) {
  const fs::path folder = fs::absolute(file).parent_path();
  std::error_code none;
  if (fs::is_directory(folder, none) || folder == key_file_folder(tool)) return;
  throw Error(ErrorKind::usage, "no folder " + folder.string(), "nothing was written");
}

bool names_user(const Tool& tool) {
  return given(tool, tool.call.options.user, "MAYFLY_USER").has_value();
}

UserName user_name(const Tool& tool) {
  if (const auto name = given(tool, tool.call.options.user, "MAYFLY_USER")) return UserName(*name);
  const std::string login = tool.around.environment.login_name();
  if (login.empty()) {
    throw Error(ErrorKind::usage, "no user name: the system knows none for this process",
                "use --user");
  }
  return UserName(login);
}

}  // namespace mayfly::app
