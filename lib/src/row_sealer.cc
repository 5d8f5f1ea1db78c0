#include "row_sealer.h"

#include "aad.h"
#include "keys/user_key.h"

namespace mayfly {
namespace {

constexpr std::string_view kTextPurpose = "mayfly/1/message";
constexpr std::string_view kNamePurpose = "mayfly/1/name";

}  // namespace

RowSealer::RowSealer(SecureBytes user_key, Bytes vault_id, std::string user_name)
    : user_key_(std::move(user_key)),
      vault_id_(std::move(vault_id)),
      user_name_(std::move(user_name)) {}

SecureBytes RowSealer::seal_text(const storage::MessageHead& head, ByteView text,
                                 RandomSource& random) {
  return cipher(kTextPurpose, head).seal(text, aad(kTextPurpose, head), random);
}

SecureBytes RowSealer::seal_name(const storage::MessageHead& head, ByteView name,
                                 RandomSource& random) {
  return cipher(kNamePurpose, head).seal(name, aad(kNamePurpose, head), random);
}

SecureBytes RowSealer::open_text(const storage::MessageHead& head, ByteView sealed) {
  return cipher(kTextPurpose, head).open(sealed, aad(kTextPurpose, head));
}

SecureBytes RowSealer::open_name(const storage::MessageHead& head, ByteView sealed) {
  return cipher(kNamePurpose, head).open(sealed, aad(kNamePurpose, head));
}

std::pair<SecureBytes, Bytes> RowSealer::text_key_and_aad(const storage::MessageHead& head) const {
  return {keys::row_key(user_key_, vault_id_, kTextPurpose, head.window_end),
          aad(kTextPurpose, head)};
}

Bytes RowSealer::aad(std::string_view purpose, const storage::MessageHead& head) const {
  return AadBuilder(purpose)
      .sized(vault_id_)
      .sized(as_bytes(user_name_))
      .number(head.user_id)
      .number(head.id)
      .number(head.created_at)
      .number(head.expires_at)
      .number(head.window_end)
      .number(head.flags)
      .bytes();
}

crypto::BlobCipher& RowSealer::cipher(std::string_view purpose, const storage::MessageHead& head) {
  const std::pair place(purpose, head.window_end);
  auto found = ciphers_.find(place);
  if (found == ciphers_.end()) {
    const SecureBytes key = keys::row_key(user_key_, vault_id_, purpose, head.window_end);
    found = ciphers_.emplace(place, crypto::BlobCipher(key)).first;
  }
  return found->second;
}

}  // namespace mayfly
