#pragma once

#include <vector>

#include "cli/reference.h"
#include "mayfly/vault.h"

namespace mayfly::app {

/// The message that is meant: for a name the youngest live one of that name, messages to burn
/// included. An id is not looked up. Throws Error{no_such_message} if no message has the name.
MessageId resolve(UnlockedUser& user, const Reference& reference);

/// The same for each of them, in their order.
std::vector<MessageId> resolve(UnlockedUser& user, const std::vector<Reference>& references);

/// The same, also among those that are gone, by their receipts.
std::vector<MessageId> resolve_known(UnlockedUser& user, const std::vector<Reference>& references);

/// The messages that references mean if a name means all live ones of that name.
struct Selection {
  std::vector<MessageId> by_id;    ///< each once, not looked up
  std::vector<MessageId> by_name;  ///< each once; others may read or remove them at any time

  /// Each once, oldest first.
  std::vector<MessageId> all() const;
};

/// Throws Error{no_such_message} if a name or a pattern fits no message.
Selection select(UnlockedUser& user, const std::vector<Reference>& references);

/// All messages that one reference means.
std::vector<MessageId> resolve_all(UnlockedUser& user, const Reference& reference);

}  // namespace mayfly::app
