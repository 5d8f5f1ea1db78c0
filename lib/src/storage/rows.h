#pragma once

// The rows of a vault as values, whichever engine keeps them (doc/format.md, "Database").

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/key.h"
#include "mayfly/message.h"
#include "values/ids.h"

namespace mayfly::storage {

/// What stands beside a message in clear, all of it bound to the message as associated data. Times
/// are vault time.
struct MessageHead {
  MessageId id;
  UserId user;
  Instant created_at;
  Instant expires_at;
  Instant window_end;
  Generation generation;  ///< of its window key
  std::int64_t flags;
};

/// A row. The views hold for as long as whoever handed out the row says.
struct MessageRow {
  MessageHead head;
  std::optional<ByteView> name;  ///< sealed
  ByteView sealed;
};

/// A row in a list: its head is not checked, since what is wrong with it is told when it is read.
struct MessageSummary {
  MessageHead head;
  std::optional<Bytes> name;  ///< sealed
  std::size_t sealed_size;    ///< bytes
};

/// What is kept of a message for a while after its end, whatever becomes of it: a row of
/// attributes, which have no index. The view holds for as long as whoever handed out the row says.
struct ReceiptRow {
  UserId user;
  MessageId id;
  Instant kept_until;     ///< vault time; over from this instant on, or before that if it has aged
  Generation generation;  ///< of the message's window key
  ByteView sealed;
};

/// Which messages a list holds.
enum class Which : std::uint8_t { all, named };

/// A part of a list.
struct Page {
  enum class Order : std::uint8_t { oldest_first, youngest_first };

  std::size_t most = SIZE_MAX;                    ///< a page that holds fewer is the last one
  std::optional<MessageId> after = std::nullopt;  ///< the last one of the page before
  Order order = Order::oldest_first;
};

/// Messages whose window keys are no younger than `last_generation` expire `by` before their
/// `expires_at`. The oldest come first, and have aged most.
struct Age {
  Generation last_generation;
  std::chrono::milliseconds by;
};

/// By how much messages with that window key have aged.
inline std::chrono::milliseconds age_of(Generation generation, const std::vector<Age>& ages) {
  const auto covers = [&](const Age& age) { return generation <= age.last_generation; };
  const auto age = std::ranges::find_if(ages, covers);
  return age == ages.end() ? std::chrono::milliseconds{0} : age->by;
}

/// Whether the time for which a receipt is kept is over.
inline bool is_over(const ReceiptRow& row, Instant now, const std::vector<Age>& ages) {
  return row.kept_until <= now + age_of(row.generation, ages);
}

/// How many messages are expired, and since when the first one is.
struct Expired {
  std::int64_t count = 0;
  Instant earliest = Instant::max();
};

/// What was given away last. An older copy of a vault knows of less.
struct Counters {
  MessageId next_id;
  Generation last_generation;  ///< of a window key; 0 if there are no messages
};

/// A way to a user's key. keys/user_key.h says what `kind` may be.
struct KeySlotRow {
  SlotNumber slot;
  std::int64_t kind;
  Instant created_at;  ///< by the wall clock
  Bytes params;
  Bytes kek_id;
  Bytes sealed_key;

  bool operator==(const KeySlotRow&) const = default;
};

/// The bits of a row's flags (doc/format.md, "messages").
inline constexpr std::int64_t kFlagNamed = 1;
inline constexpr std::int64_t kFlagBurn = 2;
inline constexpr std::int64_t kFlagRunOnly = 8;
inline constexpr std::int64_t kFlagReceipt = 16;
inline constexpr std::int64_t kFlagReads = 32;
inline constexpr std::int64_t kFlagFormat1 = 1 << 16;  ///< sealed in format 1: its AAD is another
inline constexpr std::int64_t kCountedFlags = kFlagBurn | kFlagReads;      ///< its uses are counted
inline constexpr std::int64_t kNotedFlags = kCountedFlags | kFlagReceipt;  ///< a reading is a write
inline constexpr std::int64_t kKnownFlags = kFlagNamed | kNotedFlags | kFlagRunOnly | kFlagFormat1;

/// Whether a later program made the row: nobody who does not know why may open it, or delete it.
inline bool is_of_later_program(const MessageHead& head) {
  return (head.flags & ~kKnownFlags) != 0;
}

}  // namespace mayfly::storage
