#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <vector>

#include "run/mask/forms.h"

namespace mayfly::app {

/// A stretch of a stream, by the numbers of its bytes: from `begin` to before `end`.
struct Stretch {
  std::uint64_t begin;
  std::uint64_t end;
};

/// One reading of a stream, and the patterns that are looked for in it.
class Lane {
 public:
  using OnFound = std::function<void(const Stretch&)>;

  /// Both must outlive it.
  Lane(Reading reading, const std::vector<Pattern>& patterns)
      : reading_(reading), patterns_(patterns), states_(patterns.size()) {}

  /// The next byte of the stream, and its number.
  void add(std::uint8_t byte, std::uint64_t number, const OnFound& on_found);

  /// The byte from which on a pattern may have begun; `next` if none has, where `next` is the
  /// number of the byte to come.
  std::uint64_t undecided(std::uint64_t next) const;
  bool is_idle() const { return begins_.empty() && open_.empty() && late_.empty(); }

  /// Whether such a byte does anything to a lane that is idle.
  bool begins_with(std::uint8_t byte) const;

 private:
  void add_url(std::uint8_t byte, std::uint64_t number, const OnFound& on_found);
  /// What was read as one byte, and stands there in the stream.
  void add_read(std::uint8_t byte, const Stretch& there, const OnFound& on_found);
  void give_up_escape(const OnFound& on_found);
  void end_escape(std::uint8_t last, std::uint64_t number, const OnFound& on_found);
  void read_late(std::uint8_t first, std::uint8_t last, std::uint64_t number,
                 const OnFound& on_found);
  void add_late(std::uint8_t byte, std::uint64_t number, const OnFound& on_found);

  Reading reading_;
  const std::vector<Pattern>& patterns_;
  std::vector<Pattern::State> states_;
  std::deque<std::uint64_t> begins_;  ///< of the last bytes that were read: a pattern may have them
  std::deque<std::uint8_t> open_;     ///< of an escape: "%", "%4"
  std::uint64_t open_begin_ = 0;
  /// What looks like an escape may be a percent sign and the beginning of a pattern: for each, the
  /// stream read from there, as long as a pattern may have begun.
  std::list<Lane> late_;
  bool is_late_ = false;  ///< one of these, which has none itself
};

}  // namespace mayfly::app
