#pragma once

#include "mayfly/vault.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

namespace mayfly::test {

inline Draft with_receipt(std::string_view text, std::chrono::seconds ttl = std::chrono::hours(1)) {
  Draft result = draft(text, ttl);
  result.receipt = true;
  result.name = secure_copy(as_bytes("door"));
  return result;
}

inline Draft burn_with_receipt(std::string_view text,
                               std::chrono::seconds ttl = std::chrono::hours(1)) {
  Draft result = with_receipt(text, ttl);
  result.burn = true;
  return result;
}

inline Fate fate_of(UnlockedUser& user, MessageId id) {
  return user.fates(std::span(&id, 1)).front();
}

inline Fate::State state_of(UnlockedUser& user, MessageId id) {
  return fate_of(user, id).state;
}

inline void remove(UnlockedUser& user, MessageId id) {
  user.remove(std::span(&id, 1));
}

/// James, and what an attacker does to his receipts.
struct ReceiptsFixture : VaultFixture {
  UnlockedUser james = user("james");

  void alter(const std::string& change) {
    RawDatabase(database()).run("UPDATE attributes SET " + change);
  }
  std::string receipts() { return RawDatabase(database()).look("SELECT count(*) FROM attributes"); }
};

}  // namespace mayfly::test
