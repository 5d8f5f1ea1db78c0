#pragma once

// Bundles: messages on their way from one vault to another, sealed, in one stream of bytes
// (doc/format.md, "Bundle"). UnlockedUser::bundle_each() and import() are the two ends (user.h).
//
// A bundle is a copy. No window key is in it, so what it holds ends by its date alone: whoever has
// the bundle and its key can read it after that, too.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/key.h"
#include "mayfly/message.h"
#include "mayfly/random.h"

namespace mayfly {

/// Takes the bytes, in their order. What it throws comes through.
using ByteSink = std::function<void(ByteView)>;

/// Puts the next bytes into `out`, and returns how many; 0 at the end only.
using ByteSource = std::function<std::size_t(std::span<std::uint8_t> out)>;

/// A message in a bundle.
struct BundledMessage {
  SecureBytes text;
  std::optional<SecureBytes> name;
  bool burn = false;                    ///< it can be read once
  bool run_only = false;                ///< it is for programs, and never printed
  std::uint32_t reads = 0;              ///< how often it can be read, if that is counted; else 0
  Instant deadline;                     ///< by the wall clock: at this instant it is gone
  std::chrono::milliseconds remaining;  ///< how long it had to live when it was bundled
};

/// Writes one bundle. Until finish() has returned, whoever reads it finds that it is cut off.
class BundleWriter {
 public:
  /// Writes the header of a bundle that `key` opens: a key file, or a passphrase, for which this
  /// takes one derivation. Throws Error{usage} for a KEK. `random` must outlive it.
  BundleWriter(const Key& key, RandomSource& random, ByteSink sink);
  ~BundleWriter();
  BundleWriter(BundleWriter&&) noexcept;
  BundleWriter& operator=(BundleWriter&&) noexcept;

  void add(const BundledMessage& message);

  /// To be called once, after the last message.
  void finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Reads one bundle, which anybody may have altered. What is wrong with it throws
/// Error{authentication_failed}, or Error{not_a_vault} if it is no bundle, or one of a later
/// program. verify() needs memory for one chunk (64 KiB), next() for one message.
class BundleReader {
 public:
  /// Reads the header. Throws Error{usage} if there is nothing to read.
  explicit BundleReader(ByteSource source);
  ~BundleReader();
  BundleReader(BundleReader&&) noexcept;
  BundleReader& operator=(BundleReader&&) noexcept;

  /// What kind of key opens it.
  SlotKind kind() const noexcept;

  /// To be called before the rest. For a passphrase this takes one derivation, which is refused at
  /// more than four times the usual cost unless `costly_kdf` is set. A KEK is what kek() gave.
  /// Throws Error{wrong_key}.
  void unlock(const Key& key, bool costly_kdf = false);

  /// Opens the same bundle again, without a derivation.
  Key kek() const;

  /// Reads all that follows to the end, and gives none of it: when this returns, the bundle is
  /// whole, and as it was written.
  void verify();

  /// The next message; nothing after the last, if the end is authentic.
  std::optional<BundledMessage> next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A message that was put into a bundle, and what tells whether it was changed since.
struct Bundled {
  MessageId id;
  Instant expires_at;       ///< vault time
  std::int64_t window_key;  ///< its generation
  std::uint32_t reads;      ///< how often it can be read, if that is counted; else 0
};

/// What UnlockedUser::import() did.
struct Imported {
  StoredMessages stored;     ///< in the order of the bundle
  std::int64_t expired = 0;  ///< messages whose time is over
};

}  // namespace mayfly
