#include "vault/claim.h"

#include <algorithm>

namespace mayfly {
namespace {

/// A message is read once, however often its id is given.
std::vector<MessageId> without_repetition(std::span<const MessageId> ids) {
  std::vector<MessageId> once;
  for (const MessageId id : ids) {
    if (std::ranges::count(once, id) == 0) once.push_back(id);
  }
  return once;
}

}  // namespace

std::vector<FoundMessage> claim(Session& session, UnlockedUser::Secrets& secrets,
                                std::span<const MessageId> ids, const AcceptFound& accept) {
  const auto once = without_repetition(ids);
  std::vector<FoundMessage> found;
  bool claimed = false;
  try {
    session.write([&](Writing& writing) {
      found = secrets.mailbox(session, writing.rows()).claim(writing, once, accept);
      claimed = true;
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
