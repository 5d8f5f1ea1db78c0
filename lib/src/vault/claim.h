#pragma once

#include "vault/user_impl.h"

namespace mayfly {

/// The user's messages of `ids`, of which each reading of at least one is noted. One to burn is
/// claimed before anybody sees it: when its key is destroyed, nobody else gets it, whatever becomes
/// of its row. Throws as Mailbox::claim() does, and nothing is burned then. `look` is shown them
/// before.
std::vector<FoundMessage> claim(Session& session, UnlockedUser::Secrets& secrets,
                                std::span<const MessageId> ids, const LookAtFound& look);

}  // namespace mayfly
