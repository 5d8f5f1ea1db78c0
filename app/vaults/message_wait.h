#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "vaults/vaults.h"

namespace mayfly::app {

/// A user's key that was presented once: nobody is asked for it again, nor is it derived again.
class HeldKey {
 public:
  /// The user that the options name, unlocked: by what unlock_user() finds, and from the second
  /// time on by the same key. Throws as unlock_user() does, and logs nothing.
  UnlockedUser unlock(const Tool& tool, Vault& vault);

 private:
  std::optional<Key> kek_;
};

/// Calls `look` at once, and again whenever the vault may have changed, until it throws no error
/// that time can mend: no message, no user or no vault yet, or a vault that is busy. After
/// `longest` that error comes through, with the time in its text. `look` gets a tool that has
/// patience of its own; between the calls nothing of the vault is open.
void wait_for_message(const Tool& tool, std::chrono::seconds longest,
                      const std::function<void(const Tool&)>& look);

}  // namespace mayfly::app
