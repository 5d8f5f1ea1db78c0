#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/sealed_blob.h"
#include "mayfly/bytes.h"
#include "mayfly/random.h"
#include "storage/message_rows.h"

namespace mayfly {

/// Seals and opens the rows of one user. Everything that stands in clear in a row is bound to it as
/// associated data.
class RowSealer {
 public:
  RowSealer(SecureBytes user_key, Bytes vault_id, std::string user_name);

  SecureBytes seal_text(const storage::MessageHead& head, ByteView text, RandomSource& random);
  SecureBytes seal_name(const storage::MessageHead& head, ByteView name, RandomSource& random);

  /// Throws Error{authentication_failed}, as is:
  SecureBytes open_text(const storage::MessageHead& head, ByteView sealed);
  SecureBytes open_name(const storage::MessageHead& head, ByteView sealed);

  /// The key and the associated data that a message's text was sealed with: for debug-iv.
  std::pair<SecureBytes, Bytes> text_key_and_aad(const storage::MessageHead& head) const;

 private:
  Bytes aad(std::string_view purpose, const storage::MessageHead& head) const;
  crypto::BlobCipher& cipher(std::string_view purpose, const storage::MessageHead& head);

  SecureBytes user_key_;
  Bytes vault_id_;
  std::string user_name_;
  std::map<std::pair<std::string_view, std::int64_t>, crypto::BlobCipher> ciphers_;
};

}  // namespace mayfly
