#include "run/mask/pattern.h"

namespace mayfly::app {

Pattern::Pattern(SecureBytes text, const std::vector<std::size_t>& wanted)
    : text_(std::move(text)), borders_(text_.size() + 1), found_(text_.size() + 1) {
  for (State state = 1; state < text_.size(); ++state)
    borders_[state + 1] = next(borders_[state], text_[state]);
  for (const std::size_t length : wanted) found_.at(length) = static_cast<State>(length);
  for (State state = 1; state <= text_.size(); ++state)
    if (found_[state] == 0) found_[state] = found_[borders_[state]];
}

}  // namespace mayfly::app
