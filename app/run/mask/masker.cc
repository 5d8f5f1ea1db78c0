#include "run/mask/masker.h"

#include <algorithm>

#include "process/secure_text.h"

namespace mayfly::app {
namespace {

constexpr std::string_view kHidden = "[hidden]";

}  // namespace

Masker::Masker(const MaskForms& forms) {
  using enum Reading;
  for (const Reading reading : {plain, unwrapped, url, url_with_plus})
    if (!forms.at(reading).empty()) lanes_.emplace_back(reading, forms.at(reading));
  for (std::size_t byte = 0; byte < begins_.size(); ++byte) {
    begins_[byte] = std::ranges::any_of(lanes_, [&](const Lane& lane) {
      return lane.begins_with(static_cast<std::uint8_t>(byte));
    });
  }
}

void Masker::add(ByteView piece, SecureBytes& out) {
  for (auto at = piece.begin(); at != piece.end();) {
    if (!idle_) {
      look_at(*at++);
      continue;
    }
    // Most of what programs write begins no form, and is not looked at by each lane.
    const auto begin = std::find_if(at, piece.end(), [&](std::uint8_t b) { return begins_[b]; });
    kept_.insert(kept_.end(), at, begin);
    at = begin;
    idle_ = at == piece.end();
  }
  show_until(decided(), out);
}

void Masker::finish(SecureBytes& out) {
  show_until(next(), out);
}

void Masker::look_at(std::uint8_t byte) {
  const std::uint64_t number = next();
  kept_.push_back(byte);
  idle_ = true;
  for (Lane& lane : lanes_) {
    lane.add(byte, number, [&](const Stretch& found) { hide(found); });
    idle_ = idle_ && lane.is_idle();
  }
}

void Masker::hide(Stretch found) {
  while (!hidden_.empty() && hidden_.back().end > found.begin) {
    found.begin = std::min(found.begin, hidden_.back().begin);
    found.end = std::max(found.end, hidden_.back().end);
    hidden_.pop_back();
  }
  hidden_.push_back(found);
}

/// The byte up to which nothing that comes can change what is hidden. What is hidden is one piece.
std::uint64_t Masker::decided() const {
  std::uint64_t end = next();
  for (const Lane& lane : lanes_) end = std::min(end, lane.undecided(next()));
  for (const Stretch& one : hidden_)
    if (one.begin < end && end < one.end) return one.begin;
  return end;
}

void Masker::show_until(std::uint64_t end, SecureBytes& out) {
  std::uint64_t at = shown_;
  for (; !hidden_.empty() && hidden_.front().begin < end; hidden_.pop_front()) {
    copy(at, hidden_.front().begin, out);
    append(out, kHidden);
    at = hidden_.front().end;
  }
  copy(at, end, out);
  kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(end - shown_));
  shown_ = end;
}

void Masker::copy(std::uint64_t begin, std::uint64_t end, SecureBytes& out) const {
  const auto from = kept_.begin() + static_cast<std::ptrdiff_t>(begin - shown_);
  out.insert(out.end(), from, from + static_cast<std::ptrdiff_t>(end - begin));
}

}  // namespace mayfly::app
