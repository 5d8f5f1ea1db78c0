#pragma once

// Messages: what goes into a vault, what comes back, and what a list tells of one.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/ttl.h"

namespace mayfly {

/// 1 or more. One counter serves the whole vault, and it never gives a number twice. It is not a
/// type of its own: callers read it from a command line, print it, sort by it and keep it.
using MessageId = std::int64_t;

inline constexpr std::size_t kMaxMessageSize = std::size_t{64} << 20;  ///< bytes
inline constexpr std::size_t kMaxMessageNameSize = 128;                ///< bytes
inline constexpr std::uint32_t kMaxReads = 10'000;

/// How long a receipt can be kept after the end of its message.
inline constexpr std::chrono::seconds kMaxReceiptTime{std::chrono::days{30}};

/// A message to store.
struct Draft {
  SecureBytes text;                        ///< 1 byte to kMaxMessageSize, of any kind
  std::chrono::seconds ttl = kDefaultTtl;  ///< kMinTtl to kMaxTtl; not used if there is `until`

  /// 1 byte to kMaxMessageNameSize, UTF-8 without control characters. It is sealed like the text,
  /// and several messages may have the same.
  std::optional<SecureBytes> name = std::nullopt;

  bool burn = false;      ///< it can be read once, and is destroyed by that
  bool run_only = false;  ///< it is for programs, and never printed

  /// How often it can be read, 1 to kMaxReads; the last reading destroys it, so that 1 is the same
  /// as `burn`. Nothing: at will.
  std::optional<std::uint32_t> reads = std::nullopt;

  /// When it is to be gone, by the wall clock: its ttl is ttl_until(), as of when it is stored.
  std::optional<Instant> until = std::nullopt;
  /// All live messages that have its name by then are removed in the same transaction; their window
  /// keys follow, if no other message needs them. Wants a name.
  bool replace = false;

  /// UnlockedUser::fates() tells what became of it, also when it is gone: whoever reads it owes a
  /// receipt. What is kept for that is its name and its times, never its text.
  bool receipt = false;

  /// How long the receipt is kept after the message's end, 1 s to kMaxReceiptTime; nothing: as long
  /// as its ttl, up to kMaxReceiptTime.
  std::optional<std::chrono::seconds> receipt_for = std::nullopt;
};

/// Throws Error{usage} if no vault would take the draft: its text is empty or too large, its ttl is
/// out of range, its name is not valid or missing, or the number of its reads or its receipt's time
/// is not valid.
void require_storable(const Draft& draft);

/// How long messages that were stored before are to live on.
struct Lifetime {
  std::chrono::seconds ttl = kDefaultTtl;       ///< from now; not used if there is `until`
  std::optional<Instant> until = std::nullopt;  ///< as that of a Draft
};

/// Messages that were stored together: their ids follow each other.
struct StoredMessages {
  MessageId first = 0;  ///< if there is any
  std::int64_t count = 0;
};

/// What is known of a message that was stored.
struct Receipt {
  MessageId id;
  Instant created_at;                                   ///< or extended
  Instant expires_at;                                   ///< at this instant it is gone
  std::int64_t replaced = 0;                            ///< messages of its name that were removed
  std::optional<Instant> receipt_until = std::nullopt;  ///< if it has a receipt
};

/// A message in a list. Everything but the name can be told without the key.
struct Entry {
  MessageId id;
  Instant created_at;
  Instant expires_at;    ///< at this instant it is gone
  std::size_t max_size;  ///< bytes; the padding hides the exact size, which is at most 15 less
  bool named;
  bool burn;      ///< it can be read once
  bool run_only;  ///< it is for programs: UnlockedUser::hand_on() alone gives it out
  bool expired;   ///< its window key was destroyed before its time, so nobody can read it

  /// Present if the list was made with the user's key and the name is authentic.
  std::optional<SecureBytes> name;

  /// How often it can still be read, if that is counted and it is not one to burn.
  std::optional<std::uint32_t> reads_left = std::nullopt;

  bool damaged = false;  ///< its times are impossible, so somebody altered them; they mean nothing

  bool receipt = false;  ///< whoever reads it owes a receipt
};

/// What became of a message.
struct Fate {
  enum class State : std::uint8_t {
    alive,
    read,     ///< it could be read so many times, and was
    removed,  ///< by UnlockedUser::remove() and the like
    expired,  ///< its end has come, and nothing else was noted; only a receipt tells that
    gone,     ///< read, removed or expired: which of these, or when, was not noted
    unknown,  ///< gone without a receipt, or another user's
    never,    ///< no message has had that id
    damaged,  ///< its receipt was altered or damaged, or is missing
  };
  MessageId id;
  State state;

  /// Present if there is a receipt, or if it is alive.
  std::optional<Instant> expires_at = std::nullopt;

  // Of a receipt.
  std::optional<Instant> receipt_until = std::nullopt;
  std::uint32_t reads = 0;                        ///< how often it was read
  std::optional<Instant> read_at = std::nullopt;  ///< the last time
  std::optional<Instant> removed_at = std::nullopt;

  /// A reading began then, and nothing tells whether it was done: the program or the machine
  /// stopped.
  std::optional<Instant> perhaps_read_at = std::nullopt;
};

/// A message that was opened: authentic, and alive when it was read.
struct Message {
  MessageId id;
  Instant created_at;
  Instant expires_at;  ///< at this instant it is gone
  bool burn;           ///< it is destroyed already: this was its one reading
  bool run_only;       ///< it is for programs
  std::optional<SecureBytes> name;
  SecureBytes text;

  /// How often it can be read after this, if that is counted and it is not one to burn; at 0 it is
  /// destroyed already.
  std::optional<std::uint32_t> reads_left = std::nullopt;

  /// Whether this was its last reading: then it is destroyed already, or about to be if it is shown
  /// before it is claimed.
  bool is_used_up() const noexcept { return burn || reads_left == 0U; }
};

}  // namespace mayfly
