// Another end for messages that were stored before.

#include "vault/user_impl.h"

namespace mayfly {

std::vector<Receipt> UnlockedUser::extend(std::span<const MessageId> ids,
                                          const Lifetime& lifetime) {
  require_lifetime(lifetime);
  session_->keys.require().require_writable();
  const auto once = without_repetition(ids);
  auto receipts = session_->write([&](Writing& writing) {
    return secrets_->mailbox(*session_, writing.rows()).extend(writing, once, lifetime);
  });
  secrets_->sealer.forget_all();  // or it would go on to open what was sealed before
  return receipts;
}

}  // namespace mayfly
