#include "vaults/references.h"

#include <algorithm>
#include <set>

#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

/// Names are sealed, and stay out of errors.
Error no_such_name(const Reference& reference) {
  return no_message(reference.is_pattern ? "with a name that fits the pattern" : "of that name");
}

/// Where one message is meant.
Error no_single_one(const Reference& reference) {
  if (as_text(reference.name).find_first_of("*?[") == std::string_view::npos)
    return no_such_name(reference);
  return {ErrorKind::no_such_message, "no message of that name",
          "a pattern stands for several: list, rm and export take one"};
}

/// The messages that one of them fits. All names are opened once.
std::vector<MessageId> find_all(UnlockedUser& user, const std::vector<const Reference*>& names) {
  std::set<const Reference*> fitting;
  const auto fits_one = [&](ByteView name) {
    bool any = false;
    for (const Reference* reference : names) {
      if (!fits(*reference, name)) continue;
      fitting.insert(reference);
      any = true;
    }
    return any;
  };
  const bool single = names.size() == 1 && !names.front()->is_pattern;
  auto ids = single ? user.find(names.front()->name) : user.find_if(fits_one);
  if (single && !ids.empty()) fitting.insert(names.front());
  for (const Reference* reference : names)
    if (!fitting.contains(reference)) throw no_such_name(*reference);
  return ids;
}

}  // namespace

MessageId resolve(UnlockedUser& user, const Reference& reference) {
  if (reference.id) return *reference.id;
  const auto found = user.find_youngest(reference.name);
  if (!found) throw no_single_one(reference);
  return *found;
}

std::vector<MessageId> resolve(UnlockedUser& user, const std::vector<Reference>& references) {
  std::vector<MessageId> ids;
  ids.reserve(references.size());
  for (const Reference& reference : references) ids.push_back(resolve(user, reference));
  return ids;
}

std::vector<MessageId> resolve_known(UnlockedUser& user, const std::vector<Reference>& references) {
  std::vector<MessageId> ids;
  ids.reserve(references.size());
  for (const Reference& reference : references) {
    const auto id = reference.id ? reference.id : user.find_youngest_known(reference.name);
    if (!id) throw no_such_name(reference);
    ids.push_back(*id);
  }
  return ids;
}

Selection select(UnlockedUser& user, const std::vector<Reference>& references) {
  std::set<MessageId> ids;
  std::vector<const Reference*> names;
  for (const Reference& reference : references)
    reference.id ? void(ids.insert(*reference.id)) : names.push_back(&reference);
  Selection selection{{ids.begin(), ids.end()}, {}};
  if (!names.empty()) selection.by_name = find_all(user, names);
  return selection;
}

std::vector<MessageId> Selection::all() const {
  std::set<MessageId> ids(by_id.begin(), by_id.end());
  ids.insert(by_name.begin(), by_name.end());
  return {ids.begin(), ids.end()};
}

std::vector<MessageId> resolve_all(UnlockedUser& user, const Reference& reference) {
  return reference.id ? std::vector{*reference.id} : find_all(user, {&reference});
}

}  // namespace mayfly::app
