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

}  // namespace mayfly::app
