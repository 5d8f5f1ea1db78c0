#include "vault/removal.h"

#include <algorithm>

namespace mayfly {
namespace {

/// Whether nobody can read what was sealed with these window keys any more.
bool are_gone(const KeyAccess& keys, const std::set<Generation>& generations) {
  if (!keys || generations.empty()) return false;
  const auto there = keys->generations(window_keys::Which::all);
  return std::ranges::none_of(generations, [&](Generation g) { return there.contains(g); });
}

}  // namespace

std::set<Generation> keys_of_these_alone(Session& session, storage::Reader& rows,
                                         const Doomed& doomed) {
  std::set<Generation> alone;
  session.keys.compare_ages(rows);
  if (session.keys.database_is_older()) return alone;
  for (const Generation generation : doomed.generations) {
    if (std::ranges::includes(doomed.ids, rows.ids_of(generation))) alone.insert(generation);
  }
  return alone;
}

void remove_rows(Session& session, const std::function<Doomed(Writing&)>& look,
                 const std::function<void(Writing&, const Doomed&)>& erase) {
  const KeyAccess& keys = session.keys;
  bool gone = false;
  bool some_gone = false;
  try {
    session.write([&](Writing& writing) {
      const Doomed doomed = look(writing);
      const auto alone = keys_of_these_alone(session, writing.rows(), doomed);
      const bool keys_first = alone == doomed.generations;
      if (keys_first) gone = are_gone(keys, alone) || keys.destroy(alone);
      erase(writing, doomed);
      if (!keys_first) some_gone = keys.destroy(alone);
    });
  } catch (const Error& error) {
    if (some_gone) {
      throw Error(error.kind(), error.what(),
                  "those that share no window key with others are gone all the same");
    }
    if (!gone) throw;
    session.purged.rows_left = error;
  }
}

}  // namespace mayfly
