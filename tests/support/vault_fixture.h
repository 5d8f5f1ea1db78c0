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

  Vault open() { return Vault::open_or_create(database(), clock, random); }
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

}  // namespace mayfly::test
