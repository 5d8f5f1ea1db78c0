#pragma once

// What a vault remembers of its clock from look to look (doc/design.md, "Vault time"). What a look
// makes of it is in vault_clock.h; a key store loads and saves it.
//
// Its numbers are plain, as they are kept: milliseconds, of several scales that are added to each
// other and subtracted, and generations. VaultTime makes Instant and Generation of them.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "mayfly/clock.h"

namespace mayfly::window_keys {

/// Time that passed unseen, and which keys it made older: those made before the boot in which it
/// came to light. On their scale it is later by that much.
struct Aging {
  std::int64_t last_generation;  ///< the youngest window key that it made older
  std::int64_t by;               ///< ms, above 0

  bool operator==(const Aging&) const = default;
};

/// At most this many agings are kept; those that no living key can tell apart become one.
inline constexpr std::size_t kMostAgings = 16;

/// Times are milliseconds: vault time since 1970 by the wall clock of the vault's first look,
/// `since_boot` since the boot, offsets what is added to vault time for the wall clock's.
struct ClockRecord {
  BootId boot_id{};                            ///< of the last look; zeros: unknown
  std::int64_t since_boot = 0;                 ///< at that look
  std::int64_t vault_time = 0;                 ///< at that look: it never falls below (the mark)
  std::int64_t last_offset = 0;                ///< at that look
  std::int64_t shown_offset = 0;               ///< the same; changes of up to a second are ignored
  std::optional<std::int64_t> trusted_offset;  ///< taken while the kernel said: synchronised
  std::int64_t generation_at_boot = 0;         ///< of the last window key made before this boot
  bool settled = false;                        ///< this boot has had a synchronised look
  bool on_disk = false;           ///< all of it, except time that went on; if not, a store syncs it
  std::vector<Aging> agings;      ///< their generations rise
  std::uint64_t other_flags = 0;  ///< of a later program, to be kept

  bool operator==(const ClockRecord&) const = default;
};

/// Whether `record` says more than `kept` did, which was saved: another second, at least.
bool is_worth_keeping(const ClockRecord& kept, const ClockRecord& record);

/// By how much a window key of that generation, and what is sealed under it, falls due before its
/// end in vault time. In ms, never below 0.
std::int64_t aged_by(const ClockRecord& record, std::int64_t generation);

/// Whether a message that is stored now may be sealed under that key: whatever comes to light later
/// must make both older, or neither.
bool may_share(const ClockRecord& record, std::int64_t generation);

/// Leaves at most kMostAgings, and none that makes no key older. `living` are the generations of
/// the keys that are there, rising. No key falls due at another time by this, unless there are more
/// boots to tell apart than that: then the keys of one of them fall due as early as those before
/// it.
void compact(std::vector<Aging>& agings, std::span<const std::int64_t> living);

}  // namespace mayfly::window_keys
