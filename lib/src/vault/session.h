#pragma once

#include <memory>
#include <type_traits>

#include "mayfly/clock.h"
#include "mayfly/error.h"
#include "mayfly/random.h"
#include "mayfly/vault.h"
#include "platform/patience.h"
#include "storage/store.h"
#include "vault/key_access.h"
#include "vault/writing.h"

namespace mayfly {

/// What an open vault and its unlocked users share, and the two ways to it: read() and write().
class Session {
 public:
  /// `patience` is that of the store. Clock and randomness must outlive it.
  Session(std::unique_ptr<storage::Store> rows, std::shared_ptr<Patience> patience,
          Clock& system_clock, RandomSource& random_source, VaultOptions vault_options);

  const VaultOptions options;

 private:
  const std::shared_ptr<Patience> patience_;  // before those who wait with it

 public:
  const std::unique_ptr<storage::Store> store;
  Clock& clock;
  RandomSource& random;
  KeyAccess keys;
  PurgeReport purged;  ///< on the way
  bool was_made = false;
  bool keys_made_anew = false;  ///< here, for others that were lost

  Patience& patience() const noexcept { return *patience_; }

  /// The first step of each access: destroys the keys of windows that have ended. Needs no lock of
  /// the database. Returns vault time.
  Instant begin_access();

  /// At the end of an access, whatever becomes of it.
  struct EndAccess {
    void operator()(storage::Store* used) const noexcept { used->end_access(); }
  };
  using Access = std::unique_ptr<storage::Store, EndAccess>;
  Access access() const noexcept { return Access(store.get()); }

  /// Whether an access destroys what has expired.
  bool may_purge() const { return keys && !options.look_only && !keys.copy_of_another(); }

  /// Runs `work(writing)` in a write, which begins by destroying what has expired. Everything that
  /// changes the database goes this way.
  template <class Work>
  auto write(Work&& work) {
    Writing writing(*this);
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Work&, Writing&>>) {
        work(writing);
        writing.commit();
      } else {
        auto result = work(writing);
        writing.commit();
        return result;
      }
    } catch (...) {
      writing.undo();
      throw;
    }
  }

  /// Runs `work(rows, now)`, which only reads, `now` in vault time. If something has expired, it is
  /// deleted first, in the same transaction; if nothing has, there is no write and no lock except a
  /// reader's. If it cannot be deleted, or another process is doing so, the clock still keeps it
  /// from `work`.
  template <class Work>
  auto read(Work&& work) {
    patience_->begin();
    const Access access(store.get());
    {
      const Patience::Hurry passing_by(*patience_);
      begin_access();
    }
    {
      const auto rows = store->read();
      // The look-up may wait for the lock, so the time is read after it.
      if (!may_purge() || !rows->any_expired(keys.now())) return work(*rows, keys.now());
    }
    try {
      const Patience::Hurry passing_by(*patience_);
      return write([&](Writing& writing) { return work(writing.rows(), writing.now()); });
    } catch (const Error& error) {
      if (!leaves_expired(error)) throw;
      const auto rows = store->read();
      return work(*rows, keys.now());
    }
  }

  void tell_of_made(const std::filesystem::path& file) const {
    if (options.on_made) options.on_made(file);
  }

  /// For work that the engine does not see.
  void report_progress() const {
    if (options.on_progress) options.on_progress();
  }

 private:
  bool leaves_expired(const Error& error);
};

/// The patience that the options ask for: a new one, unless they share one.
std::shared_ptr<Patience> patience_of(const VaultOptions& options);

/// Adds to a report what was destroyed at `now`.
void note_messages(PurgeReport& report, const storage::Expired& expired, Instant now);
void note_windows(PurgeReport& report, const window_keys::Destroyed& destroyed, Instant now);

/// A vault over any engines.
Vault vault_over(std::shared_ptr<Session> session);

}  // namespace mayfly
