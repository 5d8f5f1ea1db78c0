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

void claim(Session& session, UnlockedUser::Secrets& secrets, std::span<const MessageId> ids,
           const TakeFound& take) {
  const auto once = without_repetition(ids);
  bool claimed = false;
  try {
    session.write([&](Writing& writing) {
      const auto burned = secrets.mailbox(session, writing.rows()).claim(writing, once, take);
      claimed = true;
      for (const MessageId id : burned) writing.rows().remove(secrets.id, id);
    });
  } catch (const Error& error) {
    if (!claimed) throw;
    session.purged.rows_left = error;
  }
}

}  // namespace mayfly
