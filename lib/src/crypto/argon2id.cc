#include "crypto/argon2id.h"

#include <new>
#include <string>

#include "crypto/botan_compat.h"
#include "mayfly/error.h"

namespace mayfly::crypto {

bool is_acceptable(const Argon2Cost& cost) {
  const auto within = [](std::uint32_t value, std::uint32_t low, std::uint32_t high) {
    return value >= low && value <= high;
  };
  return within(cost.memory_kib, 19 * 1024, 1024 * 1024) && within(cost.passes, 1, 16) &&
         within(cost.lanes, 1, 16);
}

bool is_cheap(const Argon2Cost& cost) {
  constexpr std::uint64_t kTimes = 4;
  const auto work = [](const Argon2Cost& of) { return std::uint64_t{of.memory_kib} * of.passes; };
  return cost.memory_kib <= kTimes * kDefaultArgon2Cost.memory_kib &&
         work(cost) <= kTimes * work(kDefaultArgon2Cost);
}

SecureBytes argon2id(ByteView passphrase, ByteView salt, const Argon2Cost& cost, std::size_t length,
                     ByteView secret, ByteView associated_data) try {
  SecureBytes derived(length);
  derive_argon2id(derived, {passphrase, salt, secret, associated_data}, cost.memory_kib,
                  cost.passes, cost.lanes);
  return derived;
} catch (const std::bad_alloc&) {
  throw Error(ErrorKind::unexpected, "there is not enough memory for a passphrase: " +
                                         std::to_string(cost.memory_kib / 1024) +
                                         " MiB are needed");
}

}  // namespace mayfly::crypto
