#include "commands/flat_json.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "mayfly/error.h"
#include "mayfly/text.h"

namespace mayfly::app {
namespace {

[[noreturn]] void refuse(const char* why) {
  throw Error(ErrorKind::usage, why,
              R"(nothing was stored; a line is like {"message":"text","ttl":"1h"})");
}

constexpr std::uint32_t kHighSurrogate = 0xD800;
constexpr std::uint32_t kLowSurrogate = 0xDC00;
constexpr std::uint32_t kAfterSurrogates = 0xE000;

void append_utf8(SecureBytes& text, std::uint32_t c) {
  const auto push = [&](std::uint32_t byte) { text.push_back(static_cast<std::uint8_t>(byte)); };
  const auto push_tail = [&](int shift) { push(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) return push(c);
  if (c < 0x800) {
    push(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    push(0xE0 | c >> 12);
    push_tail(6);
  } else {
    push(0xF0 | c >> 18);
    push_tail(12);
    push_tail(6);
  }
  push_tail(0);
}

/// Reads an object from front to back.
class FlatParser {
 public:
  explicit FlatParser(ByteView text) : rest_(as_text(text)) {}

  std::vector<JsonMember> run() {
    std::vector<JsonMember> members;
    require_next('{', "not a JSON object");
    if (!take('}')) {
      do members.push_back(member());
      while (take(','));
      require_next('}', "not a JSON object: it does not end");
    }
    skip_blanks();
    if (!rest_.empty()) refuse("more than one JSON object on a line");
    require_no_repetition(members);
    return members;
  }

 private:
  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
  }
  bool take(char c) {
    skip_blanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void require_next(char c, const char* why) {
    if (!take(c)) refuse(why);
  }

  JsonMember member() {
    require_next('"', "not a JSON object: a member has no name");
    JsonMember member{string(), {}};
    require_next(':', "not a JSON object: a member has no value");
    if (take('"')) {
      member.value = string();
    } else if (take_word("true")) {
      member.value = true;
    } else if (take_word("false")) {
      member.value = false;
    } else {
      member.value = whole_number();
    }
    return member;
  }

  bool take_word(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::int64_t whole_number() {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    const auto size = static_cast<std::size_t>(end - rest_.data());
    const auto digits = rest_.substr(rest_.starts_with('-') ? 1 : 0);
    const bool has_zero_first = size > 1 && digits.starts_with('0');
    rest_.remove_prefix(size);
    if (error != std::errc{} || has_zero_first || rest_.find_first_of(".eE") == 0)
      refuse("a value is not a string, a whole number, true or false");
    return number;
  }

  /// After its first quote, up to the last.
  SecureBytes string() {
    SecureBytes text;
    for (;;) {
      const auto plain = rest_.find_first_of("\"\\");
      if (plain == std::string_view::npos) refuse("not a JSON object: a string does not end");
      append_plain(text, rest_.substr(0, plain));
      const bool ended = rest_[plain] == '"';
      rest_.remove_prefix(plain + 1);
      if (ended) break;
      append_escaped(text);
    }
    if (!is_utf8(text)) refuse("a string is not valid UTF-8");
    return text;
  }

  static void append_plain(SecureBytes& text, std::string_view plain) {
    const auto is_control = [](char c) { return static_cast<std::uint8_t>(c) < 0x20; };
    if (std::ranges::any_of(plain, is_control)) refuse("a control character in a string");
    text.insert(text.end(), plain.begin(), plain.end());
  }

  void append_escaped(SecureBytes& text) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    const char name = rest_.empty() ? '\0' : rest_.front();
    if (!rest_.empty()) rest_.remove_prefix(1);
    if (name == 'u') return append_utf8(text, code_point());
    const auto at = kNames.find(name);
    if (at == std::string_view::npos) refuse("an unknown escape in a string");
    text.push_back(static_cast<std::uint8_t>(kMeant[at]));
  }

  /// After \u: of a character, or of a pair of surrogates.
  std::uint32_t code_point() {
    const std::uint32_t first = code_unit();
    if (first < kHighSurrogate || first >= kAfterSurrogates) return first;
    if (first >= kLowSurrogate || !take_word("\\u")) refuse("half of a character in a string");
    const std::uint32_t second = code_unit();
    if (second < kLowSurrogate || second >= kAfterSurrogates)
      refuse("half of a character in a string");
    return 0x10000 + ((first - kHighSurrogate) << 10) + (second - kLowSurrogate);
  }

  std::uint32_t code_unit() {
    constexpr std::size_t kDigits = 4;
    const std::string_view digits = rest_.substr(0, kDigits);
    std::uint32_t unit = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    if (error != std::errc{} || digits.size() < kDigits || end != digits.data() + kDigits)
      refuse("an unknown escape in a string");
    rest_.remove_prefix(kDigits);
    return unit;
  }

  static void require_no_repetition(const std::vector<JsonMember>& members) {
    for (auto one = members.begin(); one != members.end(); ++one)
      for (auto other = members.begin(); other != one; ++other)
        if (one->key == other->key) refuse("a member is there twice");
  }

  std::string_view rest_;
};

}  // namespace

std::vector<JsonMember> parse_flat_object(ByteView text) {
  return FlatParser(text).run();
}

}  // namespace mayfly::app
