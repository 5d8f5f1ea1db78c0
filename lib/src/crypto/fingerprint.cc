#include "mayfly/fingerprint.h"

#include <botan/mac.h>
#include <botan/mem_ops.h>

#include <span>

#include "mayfly/error.h"

namespace mayfly {
namespace {

constexpr std::size_t kKeySize = 32;

SecureBytes mac_of(ByteView key, ByteView text) {
  const auto mac = Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-512)");
  mac->set_key(key.data(), key.size());
  mac->update(text.data(), text.size());
  return mac->final();
}

}  // namespace

Fingerprint::Fingerprint(ByteView text, RandomSource& random) : bytes_(kKeySize) {
  random.fill(bytes_);
  const SecureBytes mac = mac_of(bytes_, text);
  bytes_.insert(bytes_.end(), mac.begin(), mac.end());
}

Fingerprint::Fingerprint(ByteView bytes) : bytes_(secure_copy(bytes)) {
  if (bytes.size() != kSize) throw Error(ErrorKind::unexpected, "a fingerprint of the wrong size");
}

bool Fingerprint::matches(ByteView text) const {
  const ByteView all = bytes_;
  const SecureBytes mac = mac_of(all.first(kKeySize), text);
  return Botan::constant_time_compare(mac.data(), all.subspan(kKeySize).data(), mac.size());
}

}  // namespace mayfly
