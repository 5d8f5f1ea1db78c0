#pragma once

#include <cstddef>
#include <cstdint>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// What a terminal does with the keys of a line, in memory: the kernel's line discipline keeps
/// 4,095 bytes of a line and drops the rest without a word (termios(3)). Lines end with \n; what is
/// before the last one stays.
class LineDiscipline {
 public:
  /// The characters of termios(3); 0 if there is none.
  struct Keys {
    std::uint8_t erase = 0x7f;
    std::uint8_t word_erase = 0x17;
    std::uint8_t kill = 0x15;
    std::uint8_t end = 0x04;  ///< and NUL, as which the kernel keeps one that it took itself
    std::uint8_t literal_next = 0x16;
    bool utf8 = true;  ///< erase takes a character and not a byte
  };

  explicit LineDiscipline(Keys keys) : keys_(keys) {}

  /// A key was pressed. Appends to `echo` what the terminal shows of that.
  void take(std::uint8_t byte, SecureBytes& echo);

  /// A line, or the beginning of one, that the terminal has handed over, and shown.
  void take_line(ByteView line);

  /// Whether the end was typed, where a line begins or twice.
  bool ended() const noexcept { return ended_; }

  const SecureBytes& text() const noexcept { return text_; }

 private:
  static bool is_key(std::uint8_t byte, std::uint8_t key) noexcept {
    return key != 0 && byte == key;
  }
  void append(std::uint8_t byte, SecureBytes& echo);
  void end() noexcept;
  void erase_to(std::size_t size, SecureBytes& echo);
  std::size_t last_character() const noexcept;
  std::size_t last_word() const noexcept;
  std::size_t columns() const noexcept;

  Keys keys_;
  SecureBytes text_;
  std::size_t line_ = 0;   ///< where the line begins of which something can be erased
  std::size_t begin_ = 0;  ///< where the line begins on the screen
  bool literal_ = false;   ///< the next key means itself
  bool ended_ = false;
};

}  // namespace mayfly::app
