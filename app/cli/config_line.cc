#include "cli/config_line.h"

#include <algorithm>

#include "mayfly/error.h"
#include "mayfly/text.h"

namespace mayfly::app {
namespace {

constexpr std::string_view kBlanks = " \t";

[[noreturn]] void refuse(const char* why, const char* hint) {
  throw Error(ErrorKind::usage, why, hint);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Of a bare key (TOML 1.0, "Keys").
bool is_of_name(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

void skip_blanks(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
}

/// Takes off what is made of such characters.
std::string_view take_while(std::string_view& rest, bool (*is_part)(char)) {
  const auto* const end = std::ranges::find_if_not(rest, is_part);
  const auto taken = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(taken.size());
  return taken;
}

/// Takes off a string in quotes; what is between them comes back.
std::string_view take_quoted(std::string_view& rest) {
  const char quote = rest.front();
  const auto end = rest.find(quote, 1);
  if (end == std::string_view::npos) refuse("a quote is not closed", "close it in the same line");
  const auto inside = rest.substr(1, end - 1);
  if (quote == '"' && inside.find('\\') != std::string_view::npos)
    refuse("a backslash in double quotes is not understood", "put the value in single quotes");
  rest.remove_prefix(end + 1);
  return inside;
}

std::string_view take_value(std::string_view& rest) {
  if (rest.starts_with('"') || rest.starts_with('\'')) return take_quoted(rest);
  const auto number = take_while(rest, is_digit);
  if (number.empty()) refuse("the value stands in no quotes", "write it like ttl = \"1h\"");
  return number;
}

std::string_view without_blanks(std::string_view text) {
  skip_blanks(text);
  const auto end = text.find_last_not_of(kBlanks);
  return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

}  // namespace

std::optional<ConfigLine> parse_config_line(std::string_view text) {
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (!is_utf8(as_bytes(text))) refuse("not UTF-8", "save the file as UTF-8");
  text = without_blanks(text);
  if (text.empty() || text.starts_with('#')) return std::nullopt;
  if (text.starts_with('[')) refuse("there are no sections", "write settings without any");
  std::string_view rest = text;
  const auto name = take_while(rest, is_of_name);
  skip_blanks(rest);
  if (name.empty() || !rest.starts_with('='))
    refuse("this is no setting", "write it like ttl = \"1h\"");
  rest.remove_prefix(1);
  skip_blanks(rest);
  const auto value = take_value(rest);
  const auto assignment = text.substr(0, text.size() - rest.size());
  skip_blanks(rest);
  if (!rest.empty() && !rest.starts_with('#'))
    refuse("something follows the value", "put the whole value in quotes");
  return ConfigLine{std::string(name), std::string(assignment), std::string(value)};
}

}  // namespace mayfly::app
