#pragma once

#include <optional>
#include <string>

#include "vault/slot_table.h"

namespace mayfly {

/// A user, under another name, one of whose slots is for a key.
struct SlotHolder {
  std::string name;
  SlotFit fit;
};

/// Looks through all users except `name` for one whose slot `key` is for. No lock may be held.
std::optional<SlotHolder> find_holder(Session& session, const Key& key, const UserName& name);

/// Throws Error{authentication_failed} if `key`, not a passphrase, opens a slot that was sealed for
/// that name, and stands under another one: somebody without the key has altered it.
void require_not_renamed(Session& session, const UserName& name, const Key& key);

}  // namespace mayfly
