#include "vault/row_sealer.h"

#include <algorithm>
#include <cstdint>

#include "keys/user_key.h"
#include "mayfly/error.h"
#include "values/aad.h"

namespace mayfly {
namespace {

struct Purpose {
  std::string_view of_today;
  std::string_view of_format_1;
};
constexpr Purpose kText{"mayfly/2/message", "mayfly/1/message"};
constexpr std::string_view kReceipt = "mayfly/2/receipt";
constexpr Purpose kName{"mayfly/2/name", "mayfly/1/name"};

bool is_of_format_1(const storage::MessageHead& head) {
  return (head.flags & storage::kFlagFormat1) != 0;
}

std::string_view purpose_for(const Purpose& purpose, const storage::MessageHead& head) {
  return is_of_format_1(head) ? purpose.of_format_1 : purpose.of_today;
}

keys::RowWindow as_derived_from(const window_keys::WindowId& id, ByteView key) {
  return {id.end, id.generation, key};
}

}  // namespace

RowSealer::RowSealer(SecureBytes user_key, Bytes vault_id, std::string user_name)
    : user_key_(std::move(user_key)),
      vault_id_(std::move(vault_id)),
      user_name_(std::move(user_name)) {}

bool RowSealer::knows(const storage::MessageHead& head) const {
  return windows_.contains(window_of(head));
}

void RowSealer::learn(const storage::MessageHead& head, SecureBytes window_key) {
  learn(window_of(head), std::move(window_key));
}

void RowSealer::learn(const WindowId& window, SecureBytes window_key) {
  windows_[window].key = std::move(window_key);
}

void RowSealer::forget_ended(Instant now) {
  windows_.erase(windows_.begin(), windows_.upper_bound({now, Generation{INT64_MAX}}));
}

void RowSealer::forget_many() {
  constexpr std::size_t kMany = 1024;
  if (windows_.size() > kMany) forget_all();
}

SecureBytes RowSealer::seal_text(const storage::MessageHead& head, ByteView text,
                                 RandomSource& random) {
  return cipher(purpose_for(kText, head), head)
      .seal(text, crypto::Aad{aad(purpose_for(kText, head), head)}, random);
}

SecureBytes RowSealer::seal_name(const storage::MessageHead& head, ByteView name,
                                 RandomSource& random) {
  return cipher(purpose_for(kName, head), head)
      .seal(name, crypto::Aad{aad(purpose_for(kName, head), head)}, random);
}

SecureBytes RowSealer::open_text(const storage::MessageHead& head, ByteView sealed) {
  return cipher(purpose_for(kText, head), head)
      .open(sealed, crypto::Aad{aad(purpose_for(kText, head), head)});
}

SecureBytes RowSealer::open_name(const storage::MessageHead& head, ByteView sealed) {
  return cipher(purpose_for(kName, head), head)
      .open(sealed, crypto::Aad{aad(purpose_for(kName, head), head)});
}

bool RowSealer::has_name(const storage::MessageHead& head, ByteView sealed, ByteView name) try {
  return cipher(purpose_for(kName, head), head).may_hold(sealed, name) &&
         std::ranges::equal(open_name(head, sealed), name);
} catch (const Error& error) {
  if (error.kind() != ErrorKind::authentication_failed) throw;
  return false;
}

std::pair<SecureBytes, Bytes> RowSealer::text_key_and_aad(const storage::MessageHead& head) const {
  const WindowId id = window_of(head);
  return {row_key(purpose_for(kText, head), id, windows_.at(id)),
          aad(purpose_for(kText, head), head)};
}

Bytes RowSealer::window_tag(const WindowId& window, ByteView window_key) const {
  return keys::window_tag(user_key_, as_derived_from(window, window_key), vault_id_);
}

Bytes RowSealer::receipt_aad(const storage::ReceiptRow& row) const {
  return AadBuilder(kReceipt)
      .sized(vault_id_)
      .number(number_of(row.user))
      .number(row.id)
      .number(to_unix_ms(row.kept_until))
      .number(number_of(row.generation))
      .bytes();
}

SecureBytes RowSealer::seal_receipt(const storage::ReceiptRow& place, ByteView note,
                                    RandomSource& random) {
  return receipt_cipher().seal(note, crypto::Aad{receipt_aad(place)}, random);
}

SecureBytes RowSealer::open_receipt(const storage::ReceiptRow& row) {
  return receipt_cipher().open(row.sealed, crypto::Aad{receipt_aad(row)});
}

crypto::BlobCipher& RowSealer::receipt_cipher() {
  if (!receipts_)
    receipts_ = std::make_unique<crypto::BlobCipher>(keys::receipt_key(user_key_, vault_id_));
  return *receipts_;
}

Bytes RowSealer::aad(std::string_view purpose, const storage::MessageHead& head) const {
  const bool format_1 = is_of_format_1(head);
  AadBuilder aad(purpose, format_1 ? 1 : 4);
  aad.sized(vault_id_);
  if (format_1) aad.sized(as_bytes(user_name_));
  return aad.number(number_of(head.user))
      .number(head.id)
      .number(to_unix_ms(head.created_at))
      .number(to_unix_ms(head.expires_at))
      .number(to_unix_ms(head.window_end))
      .number(number_of(head.generation))
      .number(head.flags & ~storage::kFlagFormat1)
      .bytes();
}

SecureBytes RowSealer::row_key(std::string_view purpose, const WindowId& id,
                               const Window& window) const {
  return keys::row_key(user_key_, as_derived_from(id, window.key), vault_id_, purpose);
}

crypto::BlobCipher& RowSealer::cipher(std::string_view purpose, const storage::MessageHead& head) {
  const WindowId id = window_of(head);
  Window& window = windows_.at(id);
  auto found = window.ciphers.find(purpose);
  if (found == window.ciphers.end()) {
    found = window.ciphers.emplace(purpose, crypto::BlobCipher(row_key(purpose, id, window))).first;
  }
  return found->second;
}

}  // namespace mayfly
