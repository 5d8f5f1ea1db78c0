#pragma once

#include <cstddef>
#include <cstdint>

namespace mayfly {

/// Random bytes that tell one vault from every other: so many are its id.
inline constexpr std::size_t kVaultIdSize = 16;

// Numbers that must not be mixed up; SlotNumber, which callers see, is in mayfly/key.h. An engine
// turns them into numbers of its own, and checks what it reads: any value may stand there, negative
// ones as well.

/// A user of one vault: what `users.id` holds (doc/format.md, "users").
enum class UserId : std::int64_t {};

/// What tells a window key from every other of its vault, now and later. They rise, from 1.
enum class Generation : std::int64_t {};

/// As an engine keeps it, and as associated data hold it.
constexpr std::int64_t number_of(UserId id) {
  return static_cast<std::int64_t>(id);
}
constexpr std::int64_t number_of(Generation generation) {
  return static_cast<std::int64_t>(generation);
}

}  // namespace mayfly
