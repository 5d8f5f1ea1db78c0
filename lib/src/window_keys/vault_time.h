#pragma once

// Vault time as one process has it: of its last look at the clocks, and what has passed since.

#include <chrono>
#include <functional>
#include <set>
#include <vector>

#include "mayfly/clock.h"
#include "values/ids.h"
#include "window_keys/vault_clock.h"
#include "window_keys/window.h"

namespace mayfly::window_keys {

/// Keys up to that generation, and what is sealed under them, fall due before their end by that
/// much.
struct Age {
  Generation last;
  std::chrono::milliseconds by;  ///< all of it, above 0
};

class VaultTime {
 public:
  /// The clock must outlive it.
  explicit VaultTime(Clock& clock) : clock_(&clock) {}

  Instant now() const { return from_unix_ms(vault_time(record_, *clock_)); }

  /// Of the last look.
  Instant looked_at() const { return from_unix_ms(look_.now); }

  /// What is added to it for the time that people are shown.
  std::chrono::milliseconds offset() const { return Milliseconds{record_.shown_offset}; }

  /// How far the wall clock is ahead of what the vault expects (or behind).
  std::chrono::milliseconds ahead() const { return Milliseconds{look_.ahead}; }

  /// By how much a key of that generation falls due before its end.
  std::chrono::milliseconds aged_by(Generation generation) const {
    return Milliseconds{window_keys::aged_by(record_, number_of(generation))};
  }

  /// When that key, which is to be destroyed then, falls due.
  Instant due(const WindowId& id) const { return id.end - aged_by(id.generation); }

  bool has_aged() const noexcept { return !record_.agings.empty(); }

  /// The youngest generation of each age, rising.
  std::vector<Age> ages() const;

  // What follows is for key stores, which save the record, and give it back at the next look.

  /// The generations of the keys that are there.
  using Living = std::function<std::set<Generation>()>;

  /// Looks at the clocks, beginning with the record that was saved. `last` is the generation of the
  /// last key that was made; `living` is only asked if time came to light.
  void look(const ClockRecord& saved, Generation last, const Living& living);

  /// What the last look has made of the record.
  const ClockRecord& record() const noexcept { return record_; }

  /// It is about to be saved by a write that is confirmed.
  const ClockRecord& record_to_confirm() noexcept {
    record_.on_disk = true;
    return record_;
  }

 private:
  using Milliseconds = std::chrono::milliseconds;

  Clock* clock_;
  ClockRecord record_;
  Look look_{};
};

}  // namespace mayfly::window_keys
