#pragma once

// The window keys of a vault, and the vault's time: what is made, found and destroyed in a
// window-key file, and when.

#include <optional>
#include <set>

#include "mayfly/clock.h"
#include "window_keys/file/window_key_file.h"
#include "window_keys/vault_clock.h"

namespace mayfly::window_keys {

struct WindowKey {
  std::int64_t generation;
  SecureBytes key;  ///< kWindowKeySize bytes
};

struct Destroyed {
  std::int64_t count = 0;
  std::int64_t earliest_due = kNever;  ///< of those

  void add(std::int64_t due);
};

/// By which a user knows a key again that they made: whoever could once write the file may have put
/// another one there, which they know.
using TagOf = std::function<Bytes(std::int64_t window_end, std::int64_t generation, ByteView key)>;

/// Whether a message, of whatever user, needs the key of that generation.
using IsUsed = std::function<bool(std::int64_t generation)>;

class WindowKeys {
 public:
  /// The last three must outlive it.
  WindowKeys(WindowKeyFile file, Clock& clock, RandomSource& random, Patience& patience)
      : file_(std::move(file)),
        clock_(&clock),
        random_(&random),
        patience_(&patience),
        time_(file_.clock()) {
    look();
  }

  /// Looks at the file and at the clocks again, as each access does first, and keeps the clock's
  /// record where it says something new or is older than a second. Where it cannot be written, or
  /// another process has the file, only that is missing. Returns the vault's time.
  std::int64_t begin_access(bool may_write);

  /// The vault's time: of the last look, and what has passed since.
  std::int64_t now() { return vault_time(time_, *clock_); }

  /// What is added to it for the time that people are shown.
  std::int64_t offset() const noexcept { return time_.shown_offset; }

  /// How far the wall clock is ahead of what the vault expects (or behind), in ms.
  std::int64_t clock_is_ahead() const noexcept { return look_.ahead; }

  /// By how much keys of that generation, and what is sealed under them, fall due before their end.
  std::int64_t aged_by(std::int64_t generation) const {
    return window_keys::aged_by(time_, generation);
  }
  const std::vector<Aging>& agings() const noexcept { return time_.agings; }

  /// Whether some key is due, as far as the header tells: one look, where nothing has aged.
  bool any_ended(std::int64_t now);

  /// Overwrites the keys of all windows that have ended, and what is left of torn slots; on the
  /// disk when it returns. Looks at every slot. Throws Error{not_written} where it is not
  /// confirmed: then the header says so, and the next try overwrites again.
  Destroyed destroy_ended();

  /// Destroys the keys of these generations, which have not ended. Where that is not confirmed they
  /// are written back, and Error{not_written} is thrown.
  Destroyed destroy(const std::set<std::int64_t>& generations);

  /// What destroy_ended() would do.
  Destroyed look_for_ended();

  /// The key of that generation, where it is there and of that window.
  std::optional<SecureBytes> find(std::int64_t generation, std::int64_t window_end);

  /// The generations of all keys that are there; of those to burn alone; of those of a kind that a
  /// later program made.
  std::set<std::int64_t> generations();
  std::set<std::int64_t> burn_generations();
  std::set<std::int64_t> newer_generations();

  /// The key that the user's messages of that window share, where there is one that they made; on
  /// the disk when it returns. The caller holds the lock of the vault's writers, as for make().
  std::optional<WindowKey> key_of_window(std::int64_t window_end, const TagOf& tag_of);

  /// A new key; on the disk when it returns. It gets a generation above `last_generation`, the last
  /// one that the database knows. A key of the same window that nobody made who can be told, and
  /// that no message needs, is destroyed.
  struct Wanted {
    std::int64_t window_end;
    bool burn;  ///< of one message, to burn after reading; else shared by a window's
    std::int64_t last_generation;
  };
  WindowKey make(const Wanted& wanted, const TagOf& tag_of, const IsUsed& is_used);

  /// Before a message is acknowledged: what the clock's record says must be on the disk.
  void bring_clock_to_disk();

  /// Remembers that messages up to that id are committed.
  void remember(std::int64_t last_message);

  WindowKeyFile& file() noexcept { return file_; }

 private:
  struct Destruction {
    Destroyed destroyed;
    std::int64_t earliest_left = kNever;
    bool changed = false;
    bool synced = false;  ///< some of it, which cannot be undone
  };
  /// Writes, for sync() or undo(). `unconfirmed` is what the header says then. The last error goes
  /// to `failure`.
  template <class Doomed>
  Destruction destroy_where(Doomed&& doomed, bool unconfirmed, std::optional<Error>& failure);

  std::optional<std::pair<std::uint64_t, Slot>> slot_of_window(std::int64_t window_end,
                                                               const TagOf& tag_of);
  std::int64_t due(const Slot& slot) const { return slot.window_end - aged_by(slot.generation); }
  std::int64_t earliest_end();
  void look();
  void keep_time();
  void write_clock_if_new();
  void confirm(std::int64_t generation);

  WindowKeyFile file_;
  Clock* clock_;
  RandomSource* random_;
  Patience* patience_;
  ClockRecord time_;
  Look look_{};
};

}  // namespace mayfly::window_keys
