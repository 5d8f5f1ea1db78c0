#pragma once

// The window keys of a vault, and the vault's time: what is made, found and destroyed in a
// window-key file, and when.

#include <optional>
#include <set>

#include "mayfly/clock.h"
#include "window_keys/window_key_file.h"

namespace mayfly::window_keys {

struct WindowKey {
  std::int64_t generation;
  SecureBytes key;  ///< kWindowKeySize bytes
};

struct Destroyed {
  std::int64_t count = 0;
  std::int64_t earliest_end = kNever;  ///< of those

  void add(const Slot& slot);
};

class WindowKeys {
 public:
  /// The last three must outlive it.
  WindowKeys(WindowKeyFile file, Clock& clock, RandomSource& random, Patience& patience)
      : file_(std::move(file)),
        clock_(&clock),
        random_(&random),
        patience_(&patience),
        time_(file_.header().clock) {}

  /// Looks at the file again, as each access does first, and keeps the vault's time in it: at once
  /// when a new boot has begun, else once a minute. Where it cannot be written, only the latter is
  /// missing. Returns the vault's time, in Unix milliseconds.
  std::int64_t begin_access(bool may_write);

  /// The vault's time.
  std::int64_t now() { return vault_time(time_, *clock_); }

  /// Whether some window has ended and its key is there, as far as the header tells: one look.
  bool any_ended(std::int64_t now) const {
    return file_.header().unconfirmed || file_.header().earliest_end <= now;
  }

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

  /// The generations of all keys that are there; of those to burn alone.
  std::set<std::int64_t> generations();
  std::set<std::int64_t> burn_generations();

  /// The key that the messages of that window share, where there is one; on the disk when it
  /// returns. The caller holds the lock of the vault's writers, as for make().
  std::optional<WindowKey> key_of_window(std::int64_t window_end);

  /// A new key, shared by a window's messages or to burn after reading; on the disk when it
  /// returns. It gets a generation above `last_generation`, the last one that the database knows.
  WindowKey make(std::int64_t window_end, bool burn, std::int64_t last_generation);

  /// Remembers the time, and that messages up to that id are committed.
  void remember(std::int64_t last_message);

  WindowKeyFile& file() noexcept { return file_; }

 private:
  struct Destruction {
    Destroyed destroyed;
    std::int64_t earliest_left = kNever;
    bool changed = false;
  };
  /// `unconfirmed` is what the header says then. The last error goes to `failure`.
  template <class Doomed>
  Destruction destroy_where(Doomed&& doomed, bool unconfirmed, std::optional<Error>& failure);

  std::optional<std::pair<std::uint64_t, Slot>> slot_of_window(std::int64_t window_end);
  std::int64_t earliest_end();
  void keep(Patience& patience, std::int64_t last_message);
  void keep_time(Header& header);
  void confirm(std::int64_t generation);

  WindowKeyFile file_;
  Clock* clock_;
  RandomSource* random_;
  Patience* patience_;
  ClockState time_;
};

}  // namespace mayfly::window_keys
