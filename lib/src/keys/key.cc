#include "mayfly/key.h"

#include <algorithm>

#include "keys/user_key.h"
#include "mayfly/error.h"

namespace mayfly {

Key Key::of_file(const KeyFile& file) {
  return {Kind::file, secure_copy(file.key())};
}

Key Key::of_passphrase(SecureBytes passphrase) {
  const auto refuse = [](const char* why) {
    throw Error(ErrorKind::usage, why, "nothing was changed; did its source fail?");
  };
  if (passphrase.empty()) refuse("the passphrase is empty");
  if (passphrase.size() > kMaxPassphraseSize) refuse("the passphrase is longer than 1024 bytes");
  if (std::ranges::count(passphrase, 0) > 0) refuse("the passphrase holds a NUL byte");
  return {Kind::passphrase, std::move(passphrase)};
}

Key Key::of_kek(SecureBytes kek) {
  if (kek.size() != keys::kKekSize)
    throw Error(ErrorKind::wrong_key, "what was unlocked is not a key of this mayfly");
  return {Kind::kek, std::move(kek)};
}

}  // namespace mayfly
