#pragma once

#include <array>
#include <deque>
#include <vector>

#include "run/mask/forms.h"
#include "run/mask/lane.h"

namespace mayfly::app {

/// Puts [hidden] in the place of secrets in a stream, however it is cut into pieces. What may be
/// the beginning of one is kept back until that is decided, or the stream ends.
class Masker {
 public:
  /// The forms must outlive it.
  explicit Masker(const MaskForms& forms);
  Masker(const Masker&) = delete;  // its lanes know each other's place
  Masker& operator=(const Masker&) = delete;

  /// Reads a piece, and adds to `out` what can be shown by now.
  void add(ByteView piece, SecureBytes& out);

  /// The stream has ended: adds what was kept back.
  void finish(SecureBytes& out);

 private:
  std::uint64_t next() const { return shown_ + kept_.size(); }
  void look_at(std::uint8_t byte);
  void hide(Stretch found);
  std::uint64_t decided() const;
  void show_until(std::uint64_t end, SecureBytes& out);
  void copy(std::uint64_t begin, std::uint64_t end, SecureBytes& out) const;

  std::vector<Lane> lanes_;
  std::array<bool, 256> begins_{};  ///< whether a form may begin with that byte
  bool idle_ = true;                ///< no form has begun
  SecureBytes kept_;                ///< bytes from number `shown_` on
  std::uint64_t shown_ = 0;
  std::deque<Stretch> hidden_;  ///< in order, without overlap
};

}  // namespace mayfly::app
