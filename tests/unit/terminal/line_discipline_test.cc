#include "terminal/line_discipline.h"

#include "support/catch.h"

using mayfly::SecureBytes;
using mayfly::app::LineDiscipline;

namespace {

struct Typed {
  LineDiscipline line;
  SecureBytes echo;

  explicit Typed(const std::string& keys, LineDiscipline::Keys settings = {}) : line(settings) {
    for (const char key : keys) line.take(static_cast<std::uint8_t>(key), echo);
  }
  std::string text() const { return std::string(mayfly::as_text(line.text())); }
  std::string shown() const { return std::string(mayfly::as_text(echo)); }
};

std::string rubbed_out(std::size_t columns) {
  std::string echo;
  while (columns-- > 0) echo += "\b \b";
  return echo;
}

}  // namespace

TEST_CASE("a typed line is what was typed, however long it is", "[line]") {
  const std::string line(12000, 'x');
  const Typed typed(line + "\n\x04");
  CHECK(typed.text() == line + "\n");
  CHECK(typed.shown() == line + "\n");
  CHECK(typed.line.ended());
}

TEST_CASE("keys erase a character, a word, a line, and nothing in front of that", "[line]") {
  const std::string first = "one\n";
  CHECK(Typed(first + "ab\x7f").text() == first + "a");
  CHECK(Typed(first + "a\x7f\x7f\x7f").text() == first);
  CHECK(Typed(first + "two  words \x17").text() == first + "two  ");
  CHECK(Typed(first + "two\x17\x17").text() == first);
  CHECK(Typed(first + "two words\x15three").text() == first + "three");
  CHECK(Typed(first + "\x15").text() == first);
  CHECK(Typed(std::string(5000, 'x') + "\x7f\n").text() == std::string(4999, 'x') + "\n");
}

TEST_CASE("what is erased goes from the screen, too", "[line]") {
  CHECK(Typed("ab\x7f").shown() == "ab" + rubbed_out(1));
  CHECK(Typed("ab\x15").shown() == "ab" + rubbed_out(2));
  CHECK(Typed("a\t\x7f").shown() == "a\t" + rubbed_out(7));
  CHECK(Typed("\x01\x7f").shown() == "^A" + rubbed_out(2));
  CHECK(Typed("\x7f").shown().empty());
}

TEST_CASE("erase takes a character of UTF-8 whole where the terminal is one for that", "[line]") {
  CHECK(Typed("a\xc3\xa9\x7f").text() == "a");
  CHECK(Typed("a\xc3\xa9\x7f").shown() == "a\xc3\xa9" + rubbed_out(1));
  CHECK(Typed("a\xf0\x9f\x9a\x80\x7f").text() == "a");
  LineDiscipline::Keys bytes;
  bytes.utf8 = false;
  CHECK(Typed("a\xc3\xa9\x7f", bytes).text() == "a\xc3");
}

TEST_CASE("the end is typed where a line begins, or twice", "[line]") {
  CHECK(Typed("\x04").line.ended());
  CHECK_FALSE(Typed("a\x04").line.ended());
  CHECK(Typed("a\x04\x04").line.ended());
  CHECK(Typed("a\x04\x04").text() == "a");
  CHECK_FALSE(Typed("a\x04"
                    "b\x04")
                  .line.ended());
  // What was handed over cannot be erased any more.
  CHECK(Typed("a\x04"
              "b\x7f\x7f")
            .text() == "a");
}

TEST_CASE("the key for a literal one takes its meaning from the next", "[line]") {
  CHECK(Typed("\x16\x04\x16\x7f\x16\x16").text() == "\x04\x7f\x16");
  CHECK_FALSE(Typed("\x16\x04").line.ended());
}

TEST_CASE("an end that the kernel has taken ends the input", "[line]") {
  CHECK(Typed(std::string("a\n\0", 3)).line.ended());
  CHECK(Typed(std::string("a\x16\0", 3)).text() == std::string("a\0", 2));
}

TEST_CASE("a key that the terminal does not have is none", "[line]") {
  const LineDiscipline::Keys none{0, 0, 0, 0, 0, true};
  const std::string keys("a\x7f\x15\x04");
  CHECK(Typed(keys, none).text() == keys);
}
