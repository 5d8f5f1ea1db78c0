#include "crypto/kdf.h"

#include <unistd.h>

#include <algorithm>
#include <latch>
#include <new>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "crypto/argon2_in_turn.h"
#include "crypto/botan_compat.h"
#include "mayfly/error.h"
#include "platform/signals_held.h"

namespace mayfly::crypto {
namespace {
constexpr std::size_t kMaxDerived = std::size_t{255} * 64;  // RFC 5869, 2.3
}

SecureBytes hkdf_sha512(ByteView key_material, ByteView salt, ByteView info, std::size_t length) {
  // Botan 2 would give fewer bytes than we asked for.
  if (length == 0 || length > kMaxDerived)
    throw Error(ErrorKind::unexpected, "HKDF cannot give that many bytes");
  return derive(*Botan::KDF::create_or_throw("HKDF(SHA-512)"), length, key_material, salt, info);
}

namespace {

/// Whether the system allows this many threads at once.
bool can_make_threads(std::size_t count) {
  std::latch all_tried(1);
  std::vector<std::thread> threads;
  threads.reserve(count);
  bool all_made = true;
  try {
    while (threads.size() < count) threads.emplace_back([&] { all_tried.wait(); });
  } catch (const std::system_error&) {
    all_made = false;  // ulimit -u, TasksMax, or no memory for a stack
  }
  all_tried.count_down();
  for (std::thread& thread : threads) thread.join();
  return all_made;
}

/// At its first derivation, Botan makes a thread for each processor, at least two. If that fails
/// after the first thread, Botan ends the process, so we try it before.
bool can_botan_make_threads() {
  static const bool can =
      can_make_threads(static_cast<std::size_t>(std::max(::sysconf(_SC_NPROCESSORS_ONLN), 2L)));
  return can;
}

}  // namespace

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
  const Argon2Inputs inputs{passphrase, salt, secret, associated_data};
  // The threads that Botan begins, and keeps, must not take signals from whoever asks for them by
  // signalfd(2).
  const platform::SignalsHeld held(platform::all_signals());
  if (can_botan_make_threads())
    derive_argon2id(derived, inputs, cost.memory_kib, cost.passes, cost.lanes);
  else
    derive_argon2id_in_turn(derived, inputs, cost);
  return derived;
} catch (const std::bad_alloc&) {
  throw Error(ErrorKind::unexpected, "there is not enough memory for a passphrase: " +
                                         std::to_string(cost.memory_kib / 1024) +
                                         " MiB are needed");
}

}  // namespace mayfly::crypto
