#include "cli/values.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "mayfly/ttl.h"

namespace mayfly::app {
namespace {

/// Nothing if the whole word is not a number.
template <class Number>
std::optional<Number> whole_number(const std::string& word) {
  Number number = 0;
  const char* end = word.data() + word.size();
  const auto [stopped, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

/// Whether it begins with a digit and is short, as numbers and durations are.
bool looks_like_number(std::string_view word) {
  constexpr std::size_t kMaxRepeated = 8;
  const auto is_plain = [](char c) { return c > ' ' && c <= '~'; };
  return !word.empty() && word.size() <= kMaxRepeated && word.front() >= '0' &&
         word.front() <= '9' && std::ranges::all_of(word, is_plain);
}

Error misread(const std::string& place, const std::string& word, const std::string& why,
              const std::string& hint) {
  return {ErrorKind::usage,
          place + ": " + (looks_like_number(word) ? "'" + word + "' is " : "") + why, hint};
}

}  // namespace

Error empty_path(const char* option) {
  return {ErrorKind::usage, std::string(option) + " is empty",
          "a variable of a script may be unset"};
}

MessageId parse_id(const char* place, const std::string& word) {
  const auto id = whole_number<MessageId>(word);
  if (id && *id >= 1) return *id;
  throw misread(place, word, "not a message id", "ids are the numbers that store and list print");
}

std::uint32_t parse_reads(const char* option, const std::string& word) {
  const auto reads = whole_number<std::uint32_t>(word);
  if (reads && *reads >= 1 && *reads <= kMaxReads) return *reads;
  throw misread(option, word, "not a number of reads", "1 to 10000; 1 is the same as --burn");
}

SlotNumber parse_slot(const std::string& word) {
  if (const auto slot = whole_number<std::int64_t>(word)) return SlotNumber{*slot};
  throw misread("slot", word, "not a number", "slots are the numbers that mayfly key list shows");
}

std::chrono::seconds parse_time(const char* option, const std::string& word) {
  try {
    return parse_ttl(word);
  } catch (const Error& error) {
    throw misread(option, word, error.what(), std::string(error.hint()));
  }
}

std::chrono::seconds parse_wait(const char* option, const std::string& word) {
  if (word == "0" || word == "0s") return std::chrono::seconds{0};
  try {
    return parse_time(option, word);
  } catch (const Error& error) {
    throw Error(error.kind(), error.what(), "write it like 0, 90s, 10m or 1h30m: up to 366 days");
  }
}

int parse_descriptor(const std::string& option, const std::string& word) {
  const auto fd = whole_number<int>(word);
  if (fd && *fd >= 0) return *fd;
  throw misread(option, word, "not a file descriptor", "descriptors are numbers, as in: 3<FILE");
}

}  // namespace mayfly::app
