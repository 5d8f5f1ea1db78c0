#include "row_sealer.h"

#include <cstdint>

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

bool RowSealer::knows(const storage::MessageHead& head) const {
  return windows_.contains({head.window_end, head.generation});
}

void RowSealer::learn(const storage::MessageHead& head, SecureBytes window_key) {
  windows_[{head.window_end, head.generation}].key = std::move(window_key);
}

void RowSealer::forget_ended(std::int64_t now) {
  windows_.erase(windows_.begin(), windows_.upper_bound({now, INT64_MAX}));
}

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
  const WindowId id{head.window_end, head.generation};
  return {row_key(kTextPurpose, id, windows_.at(id)), aad(kTextPurpose, head)};
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
      .number(head.generation)
      .number(head.flags)
      .bytes();
}

SecureBytes RowSealer::row_key(std::string_view purpose, const WindowId& id,
                               const Window& window) const {
  return keys::row_key(user_key_, {id.first, id.second, window.key}, vault_id_, purpose);
}

crypto::BlobCipher& RowSealer::cipher(std::string_view purpose, const storage::MessageHead& head) {
  const WindowId id{head.window_end, head.generation};
  Window& window = windows_.at(id);
  auto found = window.ciphers.find(purpose);
  if (found == window.ciphers.end()) {
    found = window.ciphers.emplace(purpose, crypto::BlobCipher(row_key(purpose, id, window))).first;
  }
  return found->second;
}

}  // namespace mayfly
