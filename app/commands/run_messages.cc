#include "commands/run_messages.h"

#include <algorithm>

#include "output/messages.h"
#include "vaults/references.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

std::vector<MessageId> resolve_each(UnlockedUser& user, const std::vector<Delivery>& deliveries) {
  std::vector<MessageId> ids;
  ids.reserve(deliveries.size());
  for (const Delivery& delivery : deliveries) ids.push_back(resolve(user, delivery.reference));
  return ids;
}

/// A message that is wanted in two ways is asked for once: it may burn.
std::vector<MessageId> without_repetition(std::vector<MessageId> ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

MaskForms forms_of_messages(const std::vector<Message>& messages) {
  std::vector<SecureBytes> secrets;
  secrets.reserve(messages.size());
  for (const Message& message : messages) secrets.push_back(message.text);
  return forms_of(secrets);
}

}  // namespace

Taken take_messages(const Tool& tool, Handover& handover, bool mask) {
  Taken taken;
  Vault vault = open_vault(tool);
  UnlockedUser user = unlock_user(tool, vault);
  const auto ids = resolve_each(user, handover.deliveries());
  user.hand_on(without_repetition(ids), [&](const std::vector<Message>& messages) {
    std::vector<const Message*> each;
    each.reserve(ids.size());
    for (const MessageId id : ids) each.push_back(&*std::ranges::find(messages, id, &Message::id));
    if (mask) taken.forms = forms_of_messages(messages);
    handover.take(each);
    taken.lost = what_is_lost(messages, "handed on");
  });
  taken.life = *handover.expires_at() - vault.now();
  log_access(tool, vault);
  return taken;
}

}  // namespace mayfly::app
