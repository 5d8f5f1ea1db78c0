#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace mayfly::app {

/// What the configuration says (mayfly-config(1)), for whatever neither an option nor a variable
/// says. Plain data, whose values are valid.
struct Settings {
  std::string file;                        ///< where it stands; empty: there is none
  std::optional<std::string> user;         ///< a UserName
  std::optional<std::string> vault;        ///< absolute
  std::optional<std::string> window_keys;  ///< absolute; those of the vault above
  std::optional<std::chrono::seconds> ttl;
  std::optional<std::chrono::seconds> max_ttl;
  std::optional<std::string> color;  ///< auto, always or never
  std::optional<std::chrono::seconds> clipboard_time;
  std::optional<std::string> passphrase_command;
};

}  // namespace mayfly::app
