#include "cli/script_text.h"

#include <algorithm>

#include "mayfly/bytes.h"
#include "mayfly/encoding.h"
#include "mayfly/text.h"

namespace mayfly::test {
namespace {

std::string escaped_byte(char c, bool utf8) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\\') return "\\\\";
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  const bool as_it_is = byte >= 0x80 ? utf8 : byte >= 0x20 && byte != 0x7f;
  return as_it_is ? std::string(1, c) : "\\x" + to_hex(Bytes{byte});
}

}  // namespace

std::string unescaped(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    const char c = text.at(++i);
    if (c == 'x') {
      result += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      result += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
  }
  return result;
}

std::string escaped(const std::string& bytes) {
  const bool utf8 = is_utf8(as_bytes(bytes));
  std::string text;
  for (const char c : bytes) text += escaped_byte(c, utf8);
  return text;
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool any = false;
  for (const char c : line + " ") {
    if (c == '\'') {
      quoted = !quoted;
      any = true;
    } else if (c == ' ' && !quoted) {
      if (any) words.push_back(word);
      word.clear();
      any = false;
    } else {
      word += c;
      any = true;
    }
  }
  return words;
}

std::pair<std::string, std::string> split_at_blank(const std::string& text) {
  const auto blank = text.find(' ');
  if (blank == std::string::npos) return {text, ""};
  return {text.substr(0, blank), text.substr(blank + 1)};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

}  // namespace mayfly::test
