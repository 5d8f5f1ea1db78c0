#include "commands/export_selection.h"

#include <algorithm>
#include <set>

#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

/// Whether there is to be no copy of it.
bool is_only_moved(const Entry& entry) {
  return entry.burn || entry.reads_left || entry.run_only || entry.receipt;
}

bool means(const Reference& reference, const Entry& entry) {
  if (reference.id) return entry.id == *reference.id;
  return entry.name && fits(reference, *entry.name);
}

Error nothing_meant(const Reference& reference) {
  if (reference.id) return no_message(std::to_string(*reference.id));
  return no_message(reference.is_pattern ? "with a name that fits the pattern" : "of that name");
}

/// Sorts the entries of a list, one after the other.
class Choice {
 public:
  explicit Choice(const std::vector<Reference>& references) : references_(references) {}

  void look_at(const Entry& entry, bool move) {
    if (entry.expired) return;
    bool meant = references_.empty();
    bool named = false;
    for (const Reference& reference : references_) {
      if (!means(reference, entry)) continue;
      fitting_.insert(&reference);
      meant = true;
      named = named || !reference.is_pattern;
    }
    if (!meant) return;
    const bool leave = is_only_moved(entry) && !move && !named;
    (leave ? selection_.left : selection_.ids).push_back(entry.id);
  }

  ExportSelection selection() && {
    for (const Reference& reference : references_)
      if (!fitting_.contains(&reference)) throw nothing_meant(reference);
    return std::move(selection_);
  }

 private:
  const std::vector<Reference>& references_;
  std::set<const Reference*> fitting_;
  ExportSelection selection_;
};

}  // namespace

ExportSelection select_for_export(UnlockedUser& user, const std::vector<Reference>& references,
                                  bool move) {
  Choice choice(references);
  user.each_entry([&](const Entry& entry) { choice.look_at(entry, move); });
  return std::move(choice).selection();
}

}  // namespace mayfly::app
