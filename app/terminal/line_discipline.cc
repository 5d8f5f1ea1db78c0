#include "terminal/line_discipline.h"

#include <algorithm>
#include <utility>

namespace mayfly::app {
namespace {

constexpr std::uint8_t kDelete = 0x7f;

bool is_control(std::uint8_t byte) {
  return byte < 0x20 || byte == kDelete;
}

bool is_continuation(std::uint8_t byte) {
  return (byte & 0xC0U) == 0x80;
}

bool is_blank(std::uint8_t byte) {
  return byte == ' ' || byte == '\t';
}

/// As the kernel shows it: ^A.
void show(std::uint8_t byte, SecureBytes& echo) {
  const bool as_it_is = !is_control(byte) || byte == '\t' || byte == '\n';
  if (!as_it_is) echo.push_back('^');
  echo.push_back(as_it_is ? byte : byte ^ 0x40U);
}

}  // namespace

void LineDiscipline::take(std::uint8_t byte, SecureBytes& echo) {
  if (std::exchange(literal_, false)) return append(byte, echo);
  if (is_key(byte, keys_.literal_next)) {
    literal_ = true;
  } else if (is_key(byte, keys_.erase)) {
    erase_to(last_character(), echo);
  } else if (is_key(byte, keys_.word_erase)) {
    erase_to(last_word(), echo);
  } else if (is_key(byte, keys_.kill)) {
    erase_to(line_, echo);
  } else if (byte == 0 || is_key(byte, keys_.end)) {
    end();
  } else {
    append(byte, echo);
    if (byte == '\n') line_ = begin_ = text_.size();
  }
}

void LineDiscipline::take_line(ByteView line) {
  text_.insert(text_.end(), line.begin(), line.end());
  line_ = begin_ = text_.size();
}

void LineDiscipline::append(std::uint8_t byte, SecureBytes& echo) {
  text_.push_back(byte);
  show(byte, echo);
}

/// Ctrl-D hands over what there is of a line; if there is nothing, that is the end.
void LineDiscipline::end() noexcept {
  ended_ = line_ == text_.size();
  line_ = text_.size();
}

void LineDiscipline::erase_to(std::size_t size, SecureBytes& echo) {
  const std::size_t before = columns();
  text_.resize(size);
  for (std::size_t column = columns(); column < before; ++column)
    for (const char c : {'\b', ' ', '\b'}) echo.push_back(static_cast<std::uint8_t>(c));
}

std::size_t LineDiscipline::last_character() const noexcept {
  std::size_t at = text_.size();
  if (at > line_) --at;
  while (keys_.utf8 && at > line_ && is_continuation(text_[at])) --at;
  return at;
}

std::size_t LineDiscipline::last_word() const noexcept {
  std::size_t at = text_.size();
  while (at > line_ && is_blank(text_[at - 1])) --at;
  while (at > line_ && !is_blank(text_[at - 1])) --at;
  return at;
}

/// How far the line reaches on the screen; a character of UTF-8 counts as one, as the kernel has
/// it.
std::size_t LineDiscipline::columns() const noexcept {
  constexpr std::size_t kTab = 8;
  std::size_t columns = 0;
  for (std::size_t at = begin_; at < text_.size(); ++at) {
    const std::uint8_t byte = text_[at];
    if (byte == '\t') {
      columns += kTab - columns % kTab;
    } else if (!keys_.utf8 || !is_continuation(byte)) {
      columns += is_control(byte) ? 2U : 1U;
    }
  }
  return columns;
}

}  // namespace mayfly::app
