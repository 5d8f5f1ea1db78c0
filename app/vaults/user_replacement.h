#pragma once

#include "mayfly/vault.h"
#include "tool/tool.h"

namespace mayfly::app {

/// A new user instead of one whose keys are lost.
struct Replacement {
  UnlockedUser user;
  std::int64_t lost;  ///< messages that lived
};

/// What opens the new user's messages: what was presented, else, if one is to be asked for, a
/// passphrase, else the key file.
struct FirstKey {
  std::optional<Key> presented;
  bool ask;
};

/// Says what is lost, and asks whether that is meant, unless `confirmed`. Throws Error{usage} if a
/// key at hand opens the messages, if nobody can be asked, or if the answer is no.
Replacement replace_user(const Tool& tool, Vault& vault, const LockedUser& user, FirstKey key,
                         bool confirmed);

}  // namespace mayfly::app
