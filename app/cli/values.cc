#include "cli/values.h"

#include <charconv>
#include <optional>

#include "mayfly/error.h"
#include "mayfly/ttl.h"

namespace mayfly::app {
namespace {

/// Nothing where the whole word is not a number.
template <class Number>
std::optional<Number> number_of(const std::string& word) {
  Number number = 0;
  const char* end = word.data() + word.size();
  const auto [stopped, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

Error misread(const std::string& word, const char* what, const char* hint) {
  return {ErrorKind::usage, "'" + word + "' is not " + what, hint};
}

}  // namespace

std::vector<MessageId> parse_ids(const std::vector<std::string>& words) {
  std::vector<MessageId> ids;
  for (const std::string& word : words) {
    const auto id = number_of<MessageId>(word);
    if (!id || *id < 1)
      throw misread(word, "a message id", "ids are the numbers that store and list print");
    ids.push_back(*id);
  }
  return ids;
}

std::int64_t parse_slot(const std::string& word) {
  if (const auto slot = number_of<std::int64_t>(word)) return *slot;
  throw misread(word, "a slot", "slots are the numbers that mayfly key list shows");
}

std::chrono::seconds parse_wait(const std::string& word) {
  return word == "0" || word == "0s" ? std::chrono::seconds{0} : parse_ttl(word);
}

int parse_descriptor(const std::string& word) {
  const auto fd = number_of<int>(word);
  if (fd && *fd >= 0) return *fd;
  throw misread(word, "a file descriptor", "descriptors are numbers, as in: 3<FILE");
}

}  // namespace mayfly::app
