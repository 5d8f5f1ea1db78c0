#include "completion/vault_candidates.h"

#include <algorithm>
#include <set>

#include "cli/reference.h"
#include "keys/search.h"
#include "output/wording.h"
#include "tool/places.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

/// The live messages, with their names if a key file or an unlocked key is at hand.
std::vector<Entry> entries_of(const Tool& tool, Vault& vault) {
  const UserName user = user_name(tool);
  const auto locked = vault.find_user(user);
  if (!locked) return {};
  try {
    if (auto unlocked = unlock_if_possible(tool, vault, *locked, KeySearch::without_cost))
      return unlocked->list();
  } catch (const Error&) {
    // Then without names.
  }
  return vault.list(user);
}

/// "9m 58s left, burn"
std::string rest_of(const Entry& entry, Instant now) {
  std::string text = format_duration(entry.expires_at - now) + " left";
  if (entry.burn) text += ", burn";
  if (entry.reads_left) text += ", " + counted(*entry.reads_left, "reading");
  return text;
}

template <class Visit>
void each_live(const Tool& tool, Visit&& visit) {
  Vault vault = open_vault(tool, Purpose::look_only);
  auto entries = entries_of(tool, vault);
  std::ranges::reverse(entries);
  const Instant now = vault.now();
  for (const Entry& entry : entries)
    if (!entry.expired && !entry.damaged) visit(entry, now);
}

}  // namespace

std::vector<Candidate> references(const Tool& tool) {
  std::vector<Candidate> names, ids;
  std::set<SecureBytes> seen;
  each_live(tool, [&](const Entry& entry, Instant now) {
    const std::string id = std::to_string(entry.id);
    const std::string rest = rest_of(entry, now);
    ids.push_back({secure_copy(as_bytes(id)), rest});
    if (!entry.name) return;
    SecureBytes name = reference_to(*entry.name);
    if (seen.insert(name).second) names.push_back({std::move(name), id + ", " + rest});
  });
  std::ranges::move(ids, std::back_inserter(names));
  return names;
}

std::vector<Candidate> message_names(const Tool& tool) {
  std::vector<Candidate> names;
  std::set<SecureBytes> seen;
  each_live(tool, [&](const Entry& entry, Instant now) {
    if (entry.name && seen.insert(*entry.name).second)
      names.push_back({*entry.name, std::to_string(entry.id) + ", " + rest_of(entry, now)});
  });
  return names;
}

std::vector<Candidate> users(const Tool& tool) {
  constexpr std::size_t kMost = 100;
  std::vector<Candidate> found;
  for (const std::string& name : open_vault(tool, Purpose::look_only).user_names(kMost))
    found.push_back({secure_copy(as_bytes(name)), {}});
  return found;
}

std::vector<Candidate> slots(const Tool& tool) {
  Vault vault = open_vault(tool, Purpose::look_only);
  const auto user = vault.find_user(user_name(tool));
  std::vector<Candidate> found;
  if (!user) return found;
  for (const KeySlot& slot : user->slots()) {
    const std::string number = std::to_string(number_of(slot.number));
    found.push_back({secure_copy(as_bytes(number)), name_of(slot.kind)});
  }
  return found;
}

}  // namespace mayfly::app
