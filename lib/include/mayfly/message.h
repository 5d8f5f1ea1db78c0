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

/// A message to store.
struct Draft {
  SecureBytes text;                        ///< 1 byte to kMaxMessageSize, of any kind
  std::chrono::seconds ttl = kDefaultTtl;  ///< kMinTtl to kMaxTtl

  /// 1 byte to kMaxMessageNameSize, UTF-8 without control characters. It is sealed like the text,
  /// and several messages may have the same.
  std::optional<SecureBytes> name = std::nullopt;

  bool burn = false;  ///< it can be read once, and is destroyed by that

  /// How often it can be read, 1 to kMaxReads; the last reading destroys it, so that 1 is the same
  /// as `burn`. Nothing: at will.
  std::optional<std::uint32_t> reads = std::nullopt;
};

/// Throws Error{usage} if no vault would take the draft: its text is empty or too large, its ttl is
/// out of range, its name is not valid, or the number of its reads is.
void require_storable(const Draft& draft);

/// What is known of a message that was stored.
struct Receipt {
  MessageId id;
  Instant created_at;
  Instant expires_at;  ///< at this instant it is gone
};

/// A message in a list. Everything but the name can be told without the key.
struct Entry {
  MessageId id;
  Instant created_at;
  Instant expires_at;    ///< at this instant it is gone
  std::size_t max_size;  ///< bytes; the padding hides the exact size, which is at most 15 less
  bool named;
  bool burn;     ///< it can be read once
  bool expired;  ///< its window key was destroyed before its time, so nobody can read it

  /// Present if the list was made with the user's key and the name is authentic.
  std::optional<SecureBytes> name;

  /// How often it can still be read, if that is counted and it is not one to burn.
  std::optional<std::uint32_t> reads_left = std::nullopt;

  bool damaged = false;  ///< its times are impossible, so somebody altered them; they mean nothing
};

/// A message that was opened: authentic, and alive when it was read.
struct Message {
  MessageId id;
  Instant created_at;
  Instant expires_at;  ///< at this instant it is gone
  bool burn;           ///< it is destroyed already: this was its one reading
  std::optional<SecureBytes> name;
  SecureBytes text;

  /// How often it can be read after this, if that is counted and it is not one to burn; at 0 it is
  /// destroyed already.
  std::optional<std::uint32_t> reads_left = std::nullopt;
};

}  // namespace mayfly
