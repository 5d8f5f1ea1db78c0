#include "vaults/references.h"

#include "vaults/vaults.h"

namespace mayfly::app {

MessageId resolve(UnlockedUser& user, const Reference& reference) {
  if (reference.id) return *reference.id;
  const auto found = user.find_youngest(reference.name);
  if (!found) throw no_message("of that name");  // which is sealed, and stays out of errors
  return *found;
}

std::vector<MessageId> resolve(UnlockedUser& user, const std::vector<Reference>& references) {
  std::vector<MessageId> ids;
  ids.reserve(references.size());
  for (const Reference& reference : references) ids.push_back(resolve(user, reference));
  return ids;
}

}  // namespace mayfly::app
