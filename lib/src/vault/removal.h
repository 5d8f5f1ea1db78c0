#pragma once

#include <functional>
#include <set>
#include <vector>

#include "vault/session.h"

namespace mayfly {

/// Rows that are to go, with the generations of their window keys.
struct Doomed {
  std::set<MessageId> ids;
  std::set<Generation> generations;
  std::vector<storage::MessageHead> owing;  ///< those with a receipt

  void add(const storage::MessageHead& head) {
    ids.insert(head.id);
    generations.insert(head.generation);
    if ((head.flags & storage::kFlagReceipt) != 0) owing.push_back(head);
  }
};

/// The window keys that no message needs when these rows are gone. None in a database that is older
/// than its window keys: a copy does not know what the original stored since.
std::set<Generation> keys_of_these_alone(Session& session, storage::Reader& rows,
                                         const Doomed& doomed);

/// Removes the rows that `look` finds, by `erase`, both in one write. If no other message
/// needs their window keys, the keys go first: they are overwritten in place, and a full disk may
/// let no row be removed; the rows follow, or go once there is room. Otherwise the rows go first,
/// so that a failure leaves everything as it was.
void remove_rows(Session& session, const std::function<Doomed(Writing&)>& look,
                 const std::function<void(Writing&, const Doomed&)>& erase);

}  // namespace mayfly
