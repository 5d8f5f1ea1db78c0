#include "vault/slot_holder.h"

namespace mayfly {
namespace {

struct Candidate {
  UserId id;
  std::string name;
  SlotRows slots;
};

std::vector<Candidate> all_users(Session& session) {
  return session.read([&](storage::Reader& rows, Instant) {
    std::vector<Candidate> all;
    rows.each_user([&](UserId id, const std::string& name) {
      all.push_back({id, name, rows.slots(id)});
    });
    return all;
  });
}

}  // namespace

std::optional<SlotHolder> find_holder(Session& session, const Key& key, const UserName& name) {
  for (const Candidate& one : all_users(session)) {
    if (one.name == name.str()) continue;  // there by now
    if (const auto fit = SlotTable(session, one.id, name).fit(one.slots, key))
      return SlotHolder{one.name, *fit};
  }
  return std::nullopt;
}

void require_not_renamed(Session& session, const UserName& name, const Key& key) {
  if (key.kind() == Key::Kind::passphrase) return;  // a derivation for each user
  const auto holder = find_holder(session, key, name);
  if (!holder || holder->fit != SlotFit::of_this_name) return;
  throw Error(ErrorKind::authentication_failed,
              "this key's slot of user '" + name.str() + "' stands under the name '" +
                  holder->name + "': somebody without the key has altered that",
              "nothing was changed; restore the database, or have the users' rows named as before");
}

}  // namespace mayfly
