#include "vault/claim.h"

namespace mayfly {

std::vector<FoundMessage> claim(Session& session, UnlockedUser::Secrets& secrets,
                                std::span<const MessageId> ids, const LookAtFound& look) {
  const auto once = without_repetition(ids);  // a message is read once
  std::vector<FoundMessage> found;
  bool claimed = false;
  try {
    session.write([&](Writing& writing) {
      Mailbox mailbox = secrets.mailbox(session, writing.rows());
      KeptReceipts begun;
      found = mailbox.claim(writing, once, look, begun);
      claimed = true;
      mailbox.receipts().end_readings(writing, std::move(begun));
      for (const FoundMessage& one : found)
        if (one.is_used_up()) writing.rows().remove(secrets.id, one.head.id);
    });
  } catch (const Error& error) {
    if (!claimed) throw;
    session.purged.rows_left = error;
  }
  return found;
}

}  // namespace mayfly
