#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/sealed_blob.h"
#include "mayfly/bytes.h"
#include "mayfly/random.h"
#include "storage/rows.h"
#include "window_keys/window.h"

namespace mayfly {

/// Seals and opens the rows of one user, in the windows whose keys it has learned. Everything that
/// stands in clear in a row is bound to it as associated data.
class RowSealer {
 public:
  /// The name is bound to rows of format 1 only.
  RowSealer(SecureBytes user_key, Bytes vault_id, std::string user_name);

  /// Whether it has learned the row's window key.
  bool knows(const storage::MessageHead& head) const;

  /// Learns the row's window key; that of all rows of a window.
  void learn(const storage::MessageHead& head, SecureBytes window_key);
  void learn(const window_keys::WindowId& window, SecureBytes window_key);

  /// Wipes the keys of all windows.
  void forget_all() { windows_.clear(); }

  /// The same if there are so many that they take megabytes: between the pages of what is read.
  void forget_many();

  /// The window key of a row that it knows.
  const SecureBytes& window_key(const storage::MessageHead& head) const {
    return windows_.at(window_of(head)).key;
  }

  /// Wipes the keys of windows that have ended.
  void forget_ended(Instant now);

  /// This and all that follow are for rows that it knows.
  SecureBytes seal_text(const storage::MessageHead& head, ByteView text, RandomSource& random);
  SecureBytes seal_name(const storage::MessageHead& head, ByteView name, RandomSource& random);

  /// Both throw Error{authentication_failed}.
  SecureBytes open_text(const storage::MessageHead& head, ByteView sealed);
  SecureBytes open_name(const storage::MessageHead& head, ByteView sealed);

  /// Whether the row's name is that one, and authentic. Of other names this is found out without
  /// opening them.
  bool has_name(const storage::MessageHead& head, ByteView sealed, ByteView name);

  /// What a receipt says; the rest of the row is bound to it. Needs no window key.
  SecureBytes seal_receipt(const storage::ReceiptRow& place, ByteView note, RandomSource& random);

  /// Throws Error{authentication_failed}.
  SecureBytes open_receipt(const storage::ReceiptRow& row);

  /// By this tag the user recognizes a window key that they made.
  Bytes window_tag(const window_keys::WindowId& window, ByteView window_key) const;

  /// The key and the associated data that a message's text was sealed with: for debug-iv.
  std::pair<SecureBytes, Bytes> text_key_and_aad(const storage::MessageHead& head) const;

 private:
  struct Window {
    SecureBytes key;
    std::map<std::string_view, crypto::BlobCipher> ciphers;  ///< by purpose
  };
  using WindowId = window_keys::WindowId;
  static WindowId window_of(const storage::MessageHead& head) {
    return {head.window_end, head.generation};
  }

  Bytes aad(std::string_view purpose, const storage::MessageHead& head) const;
  SecureBytes row_key(std::string_view purpose, const WindowId& id, const Window& window) const;
  Bytes receipt_aad(const storage::ReceiptRow& row) const;
  crypto::BlobCipher& receipt_cipher();
  crypto::BlobCipher& cipher(std::string_view purpose, const storage::MessageHead& head);

  SecureBytes user_key_;
  Bytes vault_id_;
  std::string user_name_;
  std::map<WindowId, Window> windows_;
  std::unique_ptr<crypto::BlobCipher> receipts_;  // made when first used
};

}  // namespace mayfly
