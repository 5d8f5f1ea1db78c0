#include "keys/kek.h"

#include "crypto/kdf.h"
#include "mayfly/error.h"
#include "values/big_endian.h"

namespace mayfly::keys {
namespace {

constexpr std::string_view kKeyFileInfo = "mayfly/1/kek/key-file";
constexpr std::string_view kPassphraseInfo = "mayfly/1/kek/passphrase";
constexpr std::string_view kBundleKeyFileInfo = "mayfly/2/kek/bundle-key-file";
constexpr std::string_view kBundlePassphraseInfo = "mayfly/2/kek/bundle-passphrase";
constexpr std::size_t kNumberSize = 4;
constexpr std::size_t kStretchedSize = 32;  // of a passphrase

Kek kek_of(ByteView secret, ByteView id, std::string_view info) {
  return Kek::of_bytes(crypto::hkdf_sha512(secret, id, as_bytes(info), kKekSize));
}

SecureBytes stretched(ByteView passphrase, const PassphraseParams& params) {
  return crypto::argon2id(passphrase, params.salt, params.cost, kStretchedSize);
}

std::uint32_t number_at(ByteView bytes, std::size_t at) {
  return static_cast<std::uint32_t>(from_big_endian(bytes.subspan(at * kNumberSize, kNumberSize)));
}

}  // namespace

SecureBytes Kek::bytes() const {
  SecureBytes both = key;
  both.insert(both.end(), id.begin(), id.end());
  return both;
}

Kek Kek::of_bytes(ByteView bytes) {
  return {secure_copy(bytes.first(crypto::kKeySize)), secure_copy(bytes.last(kKekIdSize))};
}

Bytes encode(const PassphraseParams& params) {
  Bytes bytes;
  for (const std::uint32_t value : {params.cost.memory_kib, params.cost.passes, params.cost.lanes})
    append_big_endian(bytes, value, kNumberSize);
  bytes.insert(bytes.end(), params.salt.begin(), params.salt.end());
  return bytes;
}

PassphraseParams decode_params(ByteView params) {
  PassphraseParams decoded{};
  if (params.size() == kParamsSize) {
    decoded.cost = {number_at(params, 0), number_at(params, 1), number_at(params, 2)};
    const ByteView salt = params.last(kSaltSize);
    decoded.salt.assign(salt.begin(), salt.end());
  }
  if (crypto::is_acceptable(decoded.cost)) return decoded;
  throw Error(ErrorKind::authentication_failed,
              "a key slot was altered or damaged: it asks for an impossible derivation");
}

Kek kek_from_key_file(ByteView file_key, ByteView vault_id) {
  return kek_of(file_key, vault_id, kKeyFileInfo);
}

Kek kek_from_passphrase(ByteView passphrase, const PassphraseParams& params, ByteView vault_id) {
  return kek_of(stretched(passphrase, params), vault_id, kPassphraseInfo);
}

Kek bundle_kek_from_key_file(ByteView file_key, ByteView bundle_id) {
  return kek_of(file_key, bundle_id, kBundleKeyFileInfo);
}

Kek bundle_kek_from_passphrase(ByteView passphrase, const PassphraseParams& params,
                               ByteView bundle_id) {
  return kek_of(stretched(passphrase, params), bundle_id, kBundlePassphraseInfo);
}

}  // namespace mayfly::keys
