#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "support/histories/ledger.h"
#include "support/histories/machine_in_time.h"

namespace mayfly::test {

/// Knows true time, and what a vault can know of it from the looks that were kept: so by how much
/// each message may live too long or die early, and why. A value, since a power cut brings back
/// what was known before. It never looks at vault time.
class Oracle {
 public:
  explicit Oracle(const Machine& machine, bool synchronised);

  /// A message is stored, in the look that was just taken.
  void store(const Machine& machine) {
    messages_.push_back({machine.truth(), machine.error(), all_paused_, moves_});
  }

  /// The machine is paused between two looks.
  void pause(std::int64_t by) { paused_ += by; }

  /// A look.
  void look(Machine& machine);

  /// A look that could not be kept.
  void look_in_vain(const Machine& machine) { in_vain_ = machine.truth(); }

  /// The looks since `kept` were lost, and what was learned from them. Throws std::logic_error if a
  /// message was stored after vault time had moved in one of these.
  void go_back_to(const Oracle& kept);

  /// The message is due earlier by so much, since there are too many boots.
  void age(std::size_t message, std::int64_t by) {
    messages_.at(message).lag[Cause::many_boots] -= by;
  }

  const Lag& lag(std::size_t message) const { return messages_.at(message).lag; }

 private:
  struct Moment {
    std::int64_t truth, error;
    std::int64_t all_paused = 0;
    int moves = 0;
    Lag lag = {};
  };
  void add(Cause cause, std::int64_t by);
  void add_unknown(const Machine& machine, std::int64_t by);
  void come_to_light(std::size_t count, Cause cause, std::int64_t error);
  void begin_boot(Machine& machine);
  void settle(Machine& machine);
  Cause cause_of_wrong_clock(const Machine& machine) const;

  std::vector<Moment> messages_;
  std::optional<Moment> trusted_;  // the last synchronized look of the scale in use
  Moment last_;
  int boot_;
  bool boot_known_;
  std::size_t before_boot_ = 0;  // so many messages were stored before this boot
  bool settled_ = false;         // there was a synchronized look in it
  std::int64_t paused_ = 0;      // since the last look
  std::int64_t all_paused_ = 0;
  int moves_ = 0;  // boots, and what came to light
  std::int64_t in_vain_ = 0, lost_until_ = 0;
};

}  // namespace mayfly::test
