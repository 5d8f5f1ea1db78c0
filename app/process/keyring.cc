#include "process/keyring.h"

#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <system_error>

#include "mayfly/error.h"

namespace mayfly::app {
namespace {

constexpr std::size_t kEndSize = sizeof(std::int64_t);
constexpr std::int64_t kMaxLeft = std::int64_t{366} * 86400;  // seconds; more was planted
constexpr const char* kType = "user";  // of a key: bytes that a process may read back

/// Permissions of a key, which keyutils.h would name: the owner's processes may see, read, search
/// and revoke it (which takes the right to write), whichever shell they come from.
constexpr unsigned long kOwnerPermissions = 0x3f'00'00'00 | 0x00'0f'00'00;

long find_key(const std::string& name) {
  return ::syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, kType, name.c_str(), 0);
}

[[noreturn]] void fail(const char* doing) {
  throw Error(ErrorKind::unexpected,
              std::string("the kernel's keyring cannot be used: ") + doing + ": " +
                  std::generic_category().message(errno),
              "mayfly works without it");
}

/// The secret, and the time of its end, since the kernel tells nobody: by the wall clock, as the
/// kernel's own timeouts are. Only this machine reads it.
SecureBytes with_end(ByteView secret, std::chrono::seconds lifetime) {
  const std::int64_t end = std::time(nullptr) + lifetime.count();
  SecureBytes payload(secret.size() + kEndSize);
  std::ranges::copy(secret, payload.begin());
  std::memcpy(payload.data() + secret.size(), &end, kEndSize);
  return payload;
}

/// What with_end() made; nothing if there is no such key.
std::optional<SecureBytes> read_key(const std::string& name) {
  const long key = find_key(name);
  if (key < 0) return std::nullopt;
  SecureBytes payload(256);
  const long size = ::syscall(SYS_keyctl, KEYCTL_READ, key, payload.data(), payload.size());
  const auto bytes = static_cast<std::size_t>(size);
  if (size < 0 || bytes > payload.size() || bytes < kEndSize) return std::nullopt;
  payload.resize(bytes);
  return payload;
}

}  // namespace

std::optional<SecureBytes> KernelKeyring::find(const std::string& name) {
  auto kept = read_key(name);
  if (kept) kept->resize(kept->size() - kEndSize);
  return kept;
}

std::optional<std::chrono::seconds> KernelKeyring::time_left(const std::string& name) {
  const auto kept = read_key(name);
  if (!kept) return std::nullopt;
  std::int64_t end = 0;
  std::memcpy(&end, kept->data() + kept->size() - kEndSize, kEndSize);
  return std::chrono::seconds(std::clamp<std::int64_t>(end - std::time(nullptr), 0, kMaxLeft));
}

void KernelKeyring::put(const std::string& name, ByteView secret, std::chrono::seconds lifetime) {
  remove(name);
  // A session need not have the user's keyring, and with it the right to change what is there: so
  // the key is made in the keyring of the process, and linked.
  const SecureBytes payload = with_end(secret, lifetime);
  const long key = ::syscall(SYS_add_key, kType, name.c_str(), payload.data(), payload.size(),
                             KEY_SPEC_PROCESS_KEYRING);
  if (key < 0) fail("add a key");
  if (::syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, key, lifetime.count()) != 0 ||
      ::syscall(SYS_keyctl, KEYCTL_SETPERM, key, kOwnerPermissions) != 0 ||
      ::syscall(SYS_keyctl, KEYCTL_LINK, key, KEY_SPEC_USER_KEYRING) != 0) {
    const int error = errno;
    ::syscall(SYS_keyctl, KEYCTL_REVOKE, key);
    errno = error;
    fail("keep it for its lifetime");
  }
}

bool KernelKeyring::remove(const std::string& name) {
  const long key = find_key(name);
  if (key < 0) return false;
  // Revoked: it is gone also for a process that holds it.
  const bool revoked = ::syscall(SYS_keyctl, KEYCTL_REVOKE, key) == 0;
  const bool unlinked = ::syscall(SYS_keyctl, KEYCTL_UNLINK, key, KEY_SPEC_USER_KEYRING) == 0;
  if (!revoked && !unlinked) fail("take a key out");
  return true;
}

}  // namespace mayfly::app
