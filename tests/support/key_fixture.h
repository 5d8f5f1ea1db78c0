#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "support/vault_fixture.h"

namespace mayfly::test {

/// Unlocking by it takes a derivation, a fifth of a second.
inline Key passphrase(std::string_view text) {
  return Key::of_passphrase(secure_copy(as_bytes(text)));
}

/// The message's text, if it exists.
inline std::optional<std::string> read(UnlockedUser& user, MessageId id) {
  const auto message = user.get(id);
  if (!message) return std::nullopt;
  return std::string(as_text(message->text));
}

/// Slot numbers, to be compared with those that a test writes down.
using Numbers = std::vector<std::int64_t>;

inline Numbers numbers_of(const std::vector<SlotNumber>& slots) {
  Numbers numbers(slots.size());
  std::ranges::transform(slots, numbers.begin(), [](SlotNumber slot) { return number_of(slot); });
  return numbers;
}

/// A vault whose users have several keys.
struct KeyFixture : VaultFixture {
  /// The key file of that name, made if it is missing.
  Key key(const std::string& name) {
    KeyFile::generate(random).write_new(key_file(name), UserName("james"));
    return Key::of_file(KeyFile::read(key_file(name)));
  }

  /// Each time with a vault of its own, as another process has it.
  LockedUser locked(const std::string& user = "james") {
    return open().find_user(UserName(user)).value();
  }
  UnlockedUser unlock(const Key& with, const std::string& user = "james") {
    return locked(user).unlock(with);
  }
  UnlockedUser enroll(const Key& with, const std::string& user = "james") {
    return open().enroll(UserName(user), with);
  }

  /// The slot of that number; if there is none, one that never existed.
  KeySlot slot(std::int64_t wanted) {
    const SlotNumber number{wanted};
    for (const KeySlot& one : locked().slots())
      if (one.number == number) return one;
    return {number, SlotKind::key_file, Instant{}, {}};
  }

  Numbers slot_numbers() {
    std::vector<SlotNumber> slots;
    for (const KeySlot& slot : locked().slots()) slots.push_back(slot.number);
    return numbers_of(slots);
  }
};

}  // namespace mayfly::test
