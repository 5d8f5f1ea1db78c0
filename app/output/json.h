#pragma once

// JSON (RFC 8259) that is printed. Messages and names pass through it: its strings are wiped.

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <ranges>
#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// An object or an array that is being put together, in the order in which things are added.
class Json {
 public:
  Json();  ///< an object
  static Json array();
  Json(Json&& other) noexcept;
  Json& operator=(Json&& other) noexcept;
  ~Json();

  /// Adds a member to an object. Text that is not UTF-8 becomes `KEY_base64`.
  Json& add(std::string_view key, ByteView text);
  Json& add(std::string_view key, std::string_view text) { return add(key, as_bytes(text)); }
  Json& add(std::string_view key, const char* text) { return add(key, std::string_view(text)); }
  Json& add(std::string_view key, Json value);
  /// A path: what is not UTF-8 in it is replaced, and then its bytes are added as `KEY_base64`.
  Json& add_path(std::string_view key, const std::filesystem::path& path);
  template <std::integral Number>
  Json& add(std::string_view key, Number number) {
    if constexpr (std::same_as<Number, bool>) return add_bool(key, number);
    return add_number(key, static_cast<std::int64_t>(number));
  }

  /// Adds an element to an array.
  Json& push(Json value);
  Json& push(std::int64_t number);

  /// The text, with a newline. What could drive a terminal is escaped, as what must be is.
  SecureBytes line() const;
  /// The same without the newline.
  SecureBytes text() const;

 private:
  struct Value;
  explicit Json(std::unique_ptr<Value> value);
  Json& add_bool(std::string_view key, bool value);
  Json& add_number(std::string_view key, std::int64_t number);

  std::unique_ptr<Value> value_;
};

/// {"warning":{"message":"..."}}, on a line of its own.
SecureBytes message_as_json(std::string_view kind, std::string_view message);

/// An array of numbers.
template <std::ranges::input_range Numbers>
Json json_numbers(const Numbers& numbers) {
  Json array = Json::array();
  for (const auto number : numbers) array.push(static_cast<std::int64_t>(number));
  return array;
}

}  // namespace mayfly::app
