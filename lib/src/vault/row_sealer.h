#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/sealed_blob.h"
#include "mayfly/bytes.h"
#include "mayfly/random.h"
#include "storage/sqlite/message_rows.h"

namespace mayfly {

/// Seals and opens the rows of one user, in the windows whose keys it was told. Everything that
/// stands in clear in a row is bound to it as associated data.
class RowSealer {
 public:
  /// The name is bound to rows of format 1 only.
  RowSealer(SecureBytes user_key, Bytes vault_id, std::string user_name);

  /// Whether the row's window key was told.
  bool knows(const storage::MessageHead& head) const;

  /// Tells the row's window key.
  void learn(const storage::MessageHead& head, SecureBytes window_key);

  /// Wipes the keys of all windows.
  void forget_all() { windows_.clear(); }

  /// The window key of a row that it knows.
  const SecureBytes& window_key(const storage::MessageHead& head) const {
    return windows_.at({head.window_end, head.generation}).key;
  }

  /// Wipes the keys of windows that have ended.
  void forget_ended(std::int64_t now);

  /// For rows that it knows, as all that follow.
  SecureBytes seal_text(const storage::MessageHead& head, ByteView text, RandomSource& random);
  SecureBytes seal_name(const storage::MessageHead& head, ByteView name, RandomSource& random);

  /// Throws Error{authentication_failed}, as is:
  SecureBytes open_text(const storage::MessageHead& head, ByteView sealed);
  SecureBytes open_name(const storage::MessageHead& head, ByteView sealed);

  /// By which this user knows a window key again that they made.
  Bytes window_tag(std::int64_t window_end, std::int64_t generation, ByteView window_key) const;

  /// The key and the associated data that a message's text was sealed with: for debug-iv.
  std::pair<SecureBytes, Bytes> text_key_and_aad(const storage::MessageHead& head) const;

 private:
  struct Window {
    SecureBytes key;
    std::map<std::string_view, crypto::BlobCipher> ciphers;  ///< by purpose
  };
  using WindowId = std::pair<std::int64_t, std::int64_t>;  // end, generation

  Bytes aad(std::string_view purpose, const storage::MessageHead& head) const;
  SecureBytes row_key(std::string_view purpose, const WindowId& id, const Window& window) const;
  crypto::BlobCipher& cipher(std::string_view purpose, const storage::MessageHead& head);

  SecureBytes user_key_;
  Bytes vault_id_;
  std::string user_name_;
  std::map<WindowId, Window> windows_;
};

}  // namespace mayfly
