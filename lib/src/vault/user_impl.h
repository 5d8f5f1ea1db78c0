#pragma once

// What a LockedUser and an UnlockedUser know.

#include "mayfly/vault.h"
#include "vault/mailbox.h"
#include "vault/slot_table.h"

namespace mayfly {

/// What the vault holds of a user, as it stood when they were looked up.
struct LockedUser::Known {
  UserName name;
  UserId id;
  SlotRows slots;
};

/// What an unlocked user knows that nobody else may.
struct UnlockedUser::Secrets {
  Secrets(Session& session, UserName user, UserId user_id, OpenSlot opened);

  UserName name;
  UserId id;
  OpenSlot slot;
  RowSealer sealer;

  SlotTable slot_table(Session& session) const { return {session, id, name}; }

  /// To be called first in each access: takes the new user key if another process has rotated it.
  /// Throws Error{wrong_key} if the slot is not there any more.
  void follow(Session& session, storage::Reader& rows);

  /// The user's messages, after that.
  Mailbox mailbox(Session& session, storage::Reader& rows) {
    follow(session, rows);
    return {session, sealer, id};
  }
};

}  // namespace mayfly
