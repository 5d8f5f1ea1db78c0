#include "keys/weak_passphrase.h"

#include <algorithm>
#include <bitset>

namespace mayfly::app {
namespace {

constexpr std::size_t kShort = 10;  ///< characters; of fewer, all can be tried
constexpr std::size_t kFewKinds = 4;

std::size_t characters(ByteView text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](std::uint8_t byte) { return (byte & 0xc0) != 0x80; }));
}

std::size_t kinds_of_bytes(ByteView text) {
  std::bitset<256> seen;
  for (const std::uint8_t byte : text) seen.set(byte);
  return seen.count();
}

/// Whether it is a shorter text, written twice or more, perhaps not to its end.
bool repeats(ByteView text) {
  for (std::size_t period = 1; period <= text.size() / 2; ++period) {
    if (std::ranges::equal(text.subspan(period), text.first(text.size() - period))) return true;
  }
  return false;
}

/// Of ASCII letters; a name in other letters is compared as it is.
std::uint8_t in_lower_case(std::uint8_t byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<std::uint8_t>(byte + ('a' - 'A')) : byte;
}

bool holds(ByteView text, ByteView part) {
  const auto is_same = [](std::uint8_t a, std::uint8_t b) {
    return in_lower_case(a) == in_lower_case(b);
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), is_same) != text.end();
}

}  // namespace

std::optional<std::string> weakness_of(ByteView passphrase, const std::string& user) {
  const ByteView name = as_bytes(user);
  if (holds(passphrase, name) && characters(passphrase) < characters(name) + kShort)
    return "is little more than the user's name";
  if (characters(passphrase) < kShort) return "is short";
  if (repeats(passphrase) || kinds_of_bytes(passphrase) <= kFewKinds) return "repeats itself";
  return std::nullopt;
}

void tell_if_weak(const Tool& tool, const Key& key, const std::string& user) {
  if (key.kind() != Key::Kind::passphrase) return;
  const auto weakness = weakness_of(key.bytes(), user);
  if (!weakness) return;
  tool.out.notice("this passphrase " + *weakness +
                  ": whoever has a copy of the vault may guess it");
}

}  // namespace mayfly::app
