#include "output/json.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include <utf8.h>
#include <utf8/unchecked.h>

#include "mayfly/encoding.h"
#include "mayfly/text.h"

namespace mayfly::app {
namespace {

/// Wipes what it frees, as Botan's does, which no basic_json can be made with.
template <class T>
struct WipingAllocator {
  using value_type = T;

  WipingAllocator() = default;
  template <class U>
  WipingAllocator(const WipingAllocator<U>& /*other*/) noexcept {}  // NOLINT: as allocators convert

  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* at, std::size_t count) noexcept {
    ::explicit_bzero(static_cast<void*>(at), count * sizeof(T));
    std::allocator<T>().deallocate(at, count);
  }
  friend bool operator==(const WipingAllocator&, const WipingAllocator&) { return true; }
};

using Text = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;
using Tree = nlohmann::basic_json<nlohmann::ordered_map, std::vector, Text, bool, std::int64_t,
                                  std::uint64_t, double, WipingAllocator>;

/// On the heap, which is wiped, even if it is so short that it would be inside of the string.
Text text_of(ByteView bytes) {
  constexpr std::size_t kMinOnHeap = 64;
  Text text;
  text.reserve(std::max(bytes.size(), kMinOnHeap));
  text.assign(bytes.begin(), bytes.end());
  return text;
}

/// Appends \uXXXX; no control character lies beyond the basic plane.
void append_escape(SecureBytes& out, std::uint32_t c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out.push_back('\\');
  out.push_back('u');
  for (int shift = 12; shift >= 0; shift -= 4)
    out.push_back(static_cast<std::uint8_t>(kDigits[c >> shift & 0xF]));
}

bool is_plain(std::uint8_t byte) {
  return byte >= ' ' && byte <= '~';
}

/// RFC 8259 lets DEL, C1 and the marks that reorder text stand as they are. They are only ever
/// inside of strings.
SecureBytes with_escaped_controls(ByteView json) {
  SecureBytes out;
  out.reserve(json.size() + 1);
  for (auto at = json.begin(); at != json.end();) {
    const auto plain_until = std::find_if_not(at, json.end(), is_plain);
    out.insert(out.end(), at, plain_until);
    at = plain_until;
    if (at == json.end()) break;
    const auto start = at;
    const std::uint32_t c = utf8::unchecked::next(at);
    if (is_control(c)) {
      append_escape(out, c);
    } else {
      out.insert(out.end(), start, at);
    }
  }
  return out;
}

}  // namespace

struct Json::Value {
  Tree tree;
};

Json::Json(std::unique_ptr<Value> value) : value_(std::move(value)) {}
Json::Json() : Json(std::make_unique<Value>(Value{Tree::object()})) {}
Json Json::array() {
  return Json(std::make_unique<Value>(Value{Tree::array()}));
}
Json::Json(Json&&) noexcept = default;
Json& Json::operator=(Json&&) noexcept = default;
Json::~Json() = default;

Json& Json::add(std::string_view key, ByteView text) {
  if (is_utf8(text)) {
    value_->tree[Text(key)] = text_of(text);
  } else {
    value_->tree[Text(key) + "_base64"] = text_of(to_base64(text));
  }
  return *this;
}

Json& Json::add_path(std::string_view key, const std::filesystem::path& path) {
  std::string text;
  utf8::replace_invalid(path.native().begin(), path.native().end(), std::back_inserter(text));
  add(key, std::string_view(text));
  return text == path.native() ? *this : add(key, as_bytes(path.native()));
}

Json& Json::add(std::string_view key, Json value) {
  value_->tree[Text(key)] = std::move(value.value_->tree);
  return *this;
}

Json& Json::add_bool(std::string_view key, bool value) {
  value_->tree[Text(key)] = value;
  return *this;
}

Json& Json::add_number(std::string_view key, std::int64_t number) {
  value_->tree[Text(key)] = number;
  return *this;
}

Json& Json::push(Json value) {
  value_->tree.push_back(std::move(value.value_->tree));
  return *this;
}

Json& Json::push(std::int64_t number) {
  value_->tree.push_back(number);
  return *this;
}

SecureBytes Json::text() const {
  const Text text = value_->tree.dump();
  return with_escaped_controls(as_bytes(std::string_view(text)));
}

SecureBytes Json::line() const {
  SecureBytes line = text();
  line.push_back('\n');
  return line;
}

SecureBytes message_as_json(std::string_view kind, std::string_view message) {
  Json fields;
  fields.add("message", message);
  return Json().add(kind, std::move(fields)).line();
}

}  // namespace mayfly::app
