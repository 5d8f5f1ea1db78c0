#pragma once

#include <cstdint>
#include <vector>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// A text that is looked for in a stream, byte by byte (Knuth, Morris, Pratt 1977): a state is how
/// many of its bytes the stream ends with just now. Some of its beginnings may be wanted too.
class Pattern {
 public:
  using State = std::uint32_t;

  /// `wanted` are the lengths of the beginnings that are found; none is longer than the text.
  Pattern(SecureBytes text, const std::vector<std::size_t>& wanted);

  State next(State state, std::uint8_t byte) const {
    while (state == text_.size() || text_[state] != byte) {
      if (state == 0) return 0;
      state = borders_[state];
    }
    return state + 1;
  }

  /// The longest wanted beginning that the stream ends with in that state; 0 if there is none.
  State found(State state) const { return found_[state]; }

  std::uint8_t first() const { return text_.front(); }
  bool operator==(const Pattern&) const = default;

 private:
  SecureBytes text_;
  std::vector<State> borders_;  ///< of each state, the next shorter one that the stream is in too
  std::vector<State> found_;
};

}  // namespace mayfly::app
