#pragma once

#include <string_view>

#include "mayfly/vault.h"
#include "support/fakes.h"
#include "support/temp_folder.h"

namespace mayfly::test {

/// A place for a vault, with a clock that stands.
struct VaultFixture {
  TempFolder folder;
  ManualClock clock;
  SystemRandom random;

  std::filesystem::path database() const { return folder / "vault.db"; }
  std::filesystem::path key_file(const std::string& user) const { return folder / (user + ".key"); }

  std::filesystem::path state() const { return folder / "state"; }
  VaultPlace place() const { return {database(), state()}; }
  std::filesystem::path window_keys() const {
    for (const auto& file : std::filesystem::directory_iterator(state()))
      if (file.path().extension() == ".windows") return file;
    return {};
  }

  Vault open() { return Vault::open_or_create(place(), clock, random); }
  UnlockedUser user(const std::string& name) {
    return open().unlock_or_enroll(UserName(name), key_file(name)).user;
  }
};

inline Draft draft(std::string_view text, std::chrono::seconds ttl = kDefaultTtl) {
  Draft result;
  result.text = secure_copy(as_bytes(text));
  result.ttl = ttl;
  return result;
}

/// One to be read once.
inline Draft burn_draft(std::string_view text, std::chrono::seconds ttl = std::chrono::hours{1}) {
  Draft result = draft(text, ttl);
  result.burn = true;
  return result;
}

}  // namespace mayfly::test
