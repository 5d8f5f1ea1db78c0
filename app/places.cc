#include "places.h"

#include "mayfly/error.h"

namespace mayfly::app {
namespace {

namespace fs = std::filesystem;

/// An XDG base folder: the variable where it is absolute (a relative one is to be ignored), else a
/// folder in HOME.
fs::path base_folder(const Context& context, const char* variable, const char* in_home,
                     const char* option) {
  const auto folder = context.environment.get(variable);
  if (folder && fs::path(*folder).is_absolute()) return *folder;
  const auto home = context.environment.get("HOME");
  if (home) return fs::path(*home) / in_home;
  throw Error(ErrorKind::usage, "HOME is not set", std::string("set it, or use ") + option);
}

/// The option, else the variable; empty where neither is given.
std::string given(const Context& context, const std::string& option, const char* variable) {
  return option.empty() ? context.environment.get(variable).value_or("") : option;
}

}  // namespace

fs::path vault_path(const Context& context) {
  const std::string path = given(context, context.options.vault, "MAYFLY_VAULT");
  if (!path.empty()) return path;
  return base_folder(context, "XDG_DATA_HOME", ".local/share", "--vault") / "mayfly" / "vault.db";
}

fs::path key_file_path(const Context& context, const UserName& user) {
  const std::string path = given(context, context.options.key_file, "MAYFLY_KEY_FILE");
  if (!path.empty()) return path;
  return base_folder(context, "XDG_CONFIG_HOME", ".config", "--key-file") / "mayfly" / "keys" /
         key_file_name(user);
}

UserName user_name(const Context& context) {
  const std::string name = given(context, context.options.user, "MAYFLY_USER");
  if (!name.empty()) return UserName(name);
  const std::string login = context.environment.login_name();
  if (login.empty()) {
    throw Error(ErrorKind::usage, "no user name: the system knows none for this process",
                "use --user");
  }
  return UserName(login);
}

}  // namespace mayfly::app
