#include "commands/flat_json.h"

#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "support/catch.h"
#include "support/errors.h"

using namespace mayfly;
using namespace mayfly::test;
using app::JsonMember;
using app::parse_flat_object;
using nlohmann::json;

namespace {

std::vector<JsonMember> parse(const std::string& text) {
  return parse_flat_object(as_bytes(text));
}

bool is_refused(const std::string& text) {
  return error_kind([&] { parse(text); }) == ErrorKind::usage;
}

/// As the library sees them: a JSON object of the same members.
json as_library_has(const std::vector<JsonMember>& members) {
  json object = json::object();
  for (const JsonMember& member : members) {
    json& value = object[std::string(as_text(member.key))];
    if (const auto* text = std::get_if<SecureBytes>(&member.value)) value = as_text(*text);
    if (const auto* number = std::get_if<std::int64_t>(&member.value)) value = *number;
    if (const auto* yes = std::get_if<bool>(&member.value)) value = *yes;
  }
  return object;
}

/// Discarded if it is no JSON. Of several members of one name it has the last.
json parsed_by_library(const std::string& text, bool& is_repeated) {
  std::set<std::string> keys;
  const auto look = [&](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::key)
      is_repeated = !keys.insert(parsed.get<std::string>()).second || is_repeated;
    return true;
  };
  return json::parse(text, look, false);
}

/// Whether each value is one that we take.
bool is_flat(const json& object) {
  const auto is_plain = [](const json& value) {
    return value.is_string() || value.is_boolean() ||
           (value.is_number_integer() &&
            (value.is_number_unsigned() ? value.get<std::uint64_t>() <= std::uint64_t{INT64_MAX}
                                        : true));
  };
  return object.is_object() && std::ranges::all_of(object, is_plain);
}

}  // namespace

TEST_CASE("the members of an object are read in their order", "[json]") {
  const auto members = parse(R"( { "a" : "x" , "b":-12,"c":true, "d":false, "": "" } )");
  REQUIRE(members.size() == 5);
  CHECK(as_text(members[0].key) == "a");
  CHECK(as_text(std::get<SecureBytes>(members[0].value)) == "x");
  CHECK(std::get<std::int64_t>(members[1].value) == -12);
  CHECK(std::get<bool>(members[2].value));
  CHECK_FALSE(std::get<bool>(members[3].value));
  CHECK(members[4].key.empty());
  CHECK(parse("{}").empty());
}

TEST_CASE("escapes in a string mean what RFC 8259 says", "[json]") {
  const auto members = parse(R"({"a":"\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83D\uDE00\u0000"})");
  CHECK(as_text(std::get<SecureBytes>(members[0].value)) ==
        std::string("\"\\/\b\f\n\r\tA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\0", 19));
}

TEST_CASE("what is no flat object is refused", "[json]") {
  const auto text = GENERATE(
      "", " ", "[]", "1", "null", "\"a\"", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{a:1}",
      "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}", "{\"a\":[]}", "{\"a\":{}}", "{\"a\":null}",
      "{\"a\":1.5}", "{\"a\":1e3}", "{\"a\":01}", "{\"a\":-01}", "{\"a\":+1}", "{\"a\":-}",
      "{\"a\":9223372036854775808}", "{\"a\":True}", "{\"a\":truex}", "{\"a\":\"x}",
      "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\u+123\"}",
      "{\"a\":\"\\ud800\"}", "{\"a\":\"\\ud800\\u0041\"}", "{\"a\":\"\\udc00\"}", "{\"a\":\"\\",
      "{\"a\":\"\xff\"}", "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"\t\"}", "{\"a\":1}{}",
      "{\"a\":1} x", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "{'a':1}", "{/**/}",
      "\xef\xbb\xbf{}");
  CAPTURE(text);
  CHECK(is_refused(text));
}

TEST_CASE("of lines that were changed at random, those are read that the JSON library reads",
          "[json]") {
  const std::vector<std::string> seeds{
      R"({"message":"text","ttl":"1h","burn":true,"name":"n"})",
      R"({"message_base64":"AAE=","ttl":90,"burn":false,"until":"2026-12-24T18:00:00Z"})",
      R"({ "a" : "\u00e9\ud83d\ude00\n\"" , "b" : -12 })",
  };
  const std::string letters = "{}[]:,\"\\/abtrufn019.-+eE \t\xc3\xa9ud8";
  std::mt19937 chance(13);
  const auto below = [&](std::size_t limit) { return chance() % limit; };
  int taken = 0;
  for (int i = 0; i < 30'000; ++i) {
    std::string text = seeds[below(seeds.size())];
    for (std::size_t changes = below(4); changes > 0; --changes) {
      const std::size_t at = below(text.size());
      const char letter = letters[below(letters.size())];
      const std::size_t kind = below(3);
      if (kind == 0) text[at] = letter;
      if (kind == 1) text.insert(at, 1, letter);
      if (kind == 2 && text.size() > 1) text.erase(at, 1);
    }
    bool is_repeated = false;
    const json library = parsed_by_library(text, is_repeated);
    const bool is_read = !is_refused(text);
    CAPTURE(text);
    if (is_read) REQUIRE(as_library_has(parse(text)) == library);
    // It takes the last of two members of one name, and we take none.
    if (!is_read && !library.is_discarded() && is_flat(library)) REQUIRE(is_repeated);
    taken += is_read ? 1 : 0;
  }
  CHECK(taken > 3'000);
}
