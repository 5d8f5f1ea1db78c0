#include "vaults/message_wait.h"

#include <algorithm>

#include "mayfly/ttl.h"
#include "process/file_watch.h"
#include "tool/places.h"
#include "vaults/unknown_user.h"

namespace mayfly::app {
namespace {

bool may_pass(ErrorKind kind) {
  return kind == ErrorKind::no_such_message || kind == ErrorKind::no_such_user ||
         kind == ErrorKind::no_vault || kind == ErrorKind::busy;
}

/// "no message of that name after a wait of 10m".
Error in_vain(const Error& error, std::chrono::seconds longest) {
  if (longest == std::chrono::seconds{0}) return error;
  return error.with_message(std::string(error.what()) + " after a wait of " +
                            format_duration(longest));
}

/// One look waits for other processes as one call does.
void look_once(const Tool& tool, const std::function<void(const Tool&)>& look) {
  Tool once = tool;
  once.vault_options.share_patience();
  look(once);
}

}  // namespace

UnlockedUser HeldKey::unlock(const Tool& tool, Vault& vault) {
  const UserName name = user_name(tool);
  const auto locked = vault.find_user(name);
  if (!locked) {
    require_no_key_of_another(tool, vault, name);
    throw no_such_user(vault, name);  // who may come yet, so nothing of the vault is logged
  }
  if (kek_) return locked->unlock(*kek_);
  UnlockedUser user = app::unlock(tool, vault, *locked);
  kek_ = Key::of_kek(user.kek());
  return user;
}

void wait_for_message(const Tool& tool, std::chrono::seconds longest,
                      const std::function<void(const Tool&)>& look) {
  SystemWaitClock system_clock;
  FileWatch system_watch;
  WaitClock* given = tool.vault_options.wait_clock;
  WaitClock& clock = given == nullptr ? system_clock : *given;
  Watch& watch = tool.around.watch == nullptr ? system_watch : *tool.around.watch;
  const auto database = vault_place(tool).database;
  const auto end = clock.now() + longest;
  for (;;) {
    watch.begin(database);
    std::chrono::nanoseconds next = std::chrono::nanoseconds::max();
    try {
      return look_once(tool, look);
    } catch (const Error& error) {
      if (!may_pass(error.kind())) throw;
      if (clock.now() >= end) throw in_vain(error, longest);
      // It has not seen what there is, and whoever hangs does not tell when it ends.
      if (error.kind() == ErrorKind::busy) next = std::chrono::seconds{1};
    }
    watch.wait(std::min<std::chrono::nanoseconds>(end - clock.now(), next));
  }
}

}  // namespace mayfly::app
