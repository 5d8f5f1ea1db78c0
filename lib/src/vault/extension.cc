// Another end for messages that were stored before.

#include "vault/user_impl.h"

namespace mayfly {
namespace {

/// Destroys those that no message needs any more. After the commit, and in a write of its own:
/// before it, whoever is killed would leave messages that nobody can read; and without one,
/// somebody could store a message under a key that is being destroyed. A kill in between leaves
/// keys that serve no message, and that end in time.
void destroy_unused(Session& session, const std::set<Generation>& left) try {
  session.write([&](Writing& writing) {
    session.keys.compare_ages(writing.rows());
    if (session.keys.database_is_older()) return;
    std::set<Generation> unused;
    for (const Generation generation : left)
      if (!writing.rows().any_of_generation(generation)) unused.insert(generation);
    session.keys.destroy(unused);
  });
} catch (const Error& error) {
  session.purged.failure = error;  // the messages have their new end all the same
}

}  // namespace

std::vector<Receipt> UnlockedUser::extend(std::span<const MessageId> ids,
                                          const Lifetime& lifetime) {
  require_lifetime(lifetime);
  session_->keys.require().require_writable();
  const auto once = without_repetition(ids);
  const Extended extended = session_->write([&](Writing& writing) {
    return secrets_->mailbox(*session_, writing.rows()).extend(writing, once, lifetime);
  });
  destroy_unused(*session_, extended.left);
  secrets_->sealer.forget_all();  // or it would go on to open what was sealed before
  return extended.receipts;
}

}  // namespace mayfly
