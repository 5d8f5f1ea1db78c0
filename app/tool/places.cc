#include "tool/places.h"

#include "cli/values.h"
#include "tool/base_folders.h"
#include "tool/given.h"

namespace mayfly::app {
namespace {

namespace fs = std::filesystem;

/// An XDG base folder: what the variable names, else a folder in HOME.
fs::path base_folder(const Tool& tool, const char* variable, const char* in_home) {
  auto folder = find_base_folder(tool.around.environment, variable, in_home);
  if (folder) return std::move(*folder);
  throw Error(ErrorKind::usage, "HOME is not set, and /etc/passwd names no home of this user",
              "set it, or name the files: --vault, --key-file and --window-keys");
}

/// What was given as a path, which may not be empty.
std::optional<fs::path> as_path(std::optional<Given> given, const char* name) {
  if (!given) return std::nullopt;
  std::string& path = given->value;
  if (path.empty()) throw empty_path(name);
  if (path.back() == '/') {
    throw Error(ErrorKind::usage, std::string(name) + " names a folder", "name a file in it");
  }
  return fs::path(std::move(path));
}

fs::path default_vault(const Tool& tool) {
  return base_folder(tool, "XDG_DATA_HOME", ".local/share") / "mayfly" / "vault.db";
}

/// The configuration names window keys for its own vault: those of another, which an option or a
/// variable names, are elsewhere.
std::optional<Given> window_keys_of(const Tool& tool, const fs::path& vault) {
  auto keys = given_window_keys(tool);
  if (!keys || keys->origin != Origin::file) return keys;
  const auto& configured = tool.call.options.configured.vault;
  const fs::path its_vault = configured ? fs::path(*configured) : default_vault(tool);
  return vault == its_vault ? std::move(keys) : std::nullopt;
}

/// Where key files usually are.
fs::path key_file_folder(const Tool& tool) {
  return base_folder(tool, "XDG_CONFIG_HOME", ".config") / "mayfly" / "keys";
}

}  // namespace

bool names_vault(const Tool& tool) {
  return given_vault(tool).has_value();
}

VaultPlace vault_place(const Tool& tool) {
  VaultPlace place;
  auto path = as_path(given_vault(tool), "--vault");
  place.database = path ? std::move(*path) : default_vault(tool);
  if (auto keys = as_path(window_keys_of(tool, place.database), "--window-keys")) {
    place.window_keys = std::move(*keys);
  } else {
    place.state_folder = base_folder(tool, "XDG_STATE_HOME", ".local/state") / "mayfly";
  }
  return place;
}

fs::path key_file_path(const Tool& tool, const UserName& user) {
  auto path = as_path(given(tool, tool.call.options.key_file, "MAYFLY_KEY_FILE", std::nullopt),
                      "--key-file");
  if (path) return std::move(*path);
  return key_file_folder(tool) / key_file_name(user);
}

void require_folder(const Tool& tool, const fs::path& file) {
  const fs::path folder = fs::absolute(file).parent_path();
  std::error_code none;
  if (fs::is_directory(folder, none) || folder == key_file_folder(tool)) return;
  throw Error(ErrorKind::usage, "no folder " + folder.string(), "nothing was written");
}

bool names_user(const Tool& tool) {
  return given_user(tool).has_value();
}

UserName user_name(const Tool& tool) {
  if (auto name = given_user(tool)) return UserName(std::move(name->value));
  const std::string login = tool.around.environment.login_name();
  if (login.empty()) {
    throw Error(ErrorKind::usage, "no user name: the system knows none for this process",
                "use --user");
  }
  return UserName(login);
}

}  // namespace mayfly::app
