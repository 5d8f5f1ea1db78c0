#include "crypto/argon2_in_turn.h"

#include <argon2.h>

#include <new>
#include <string>

#include "mayfly/error.h"

namespace mayfly::crypto {
namespace {

/// libargon2 only reads them.
std::uint8_t* bytes_of(ByteView view) {
  return const_cast<std::uint8_t*>(view.data());  // NOLINT: its fields are not const
}

std::uint32_t size_of(ByteView view) {
  return static_cast<std::uint32_t>(view.size());
}

}  // namespace

void derive_argon2id_in_turn(std::span<std::uint8_t> out, const Argon2Inputs& in,
                             const Argon2Cost& cost) {
  argon2_context context{};
  context.out = out.data();
  context.outlen = size_of(out);
  context.pwd = bytes_of(in.passphrase);
  context.pwdlen = size_of(in.passphrase);
  context.salt = bytes_of(in.salt);
  context.saltlen = size_of(in.salt);
  context.secret = bytes_of(in.secret);
  context.secretlen = size_of(in.secret);
  context.ad = bytes_of(in.associated_data);
  context.adlen = size_of(in.associated_data);
  context.t_cost = cost.passes;
  context.m_cost = cost.memory_kib;
  context.lanes = cost.lanes;
  context.threads = 1;
  context.version = ARGON2_VERSION_13;
  context.flags = ARGON2_DEFAULT_FLAGS;  // its memory is wiped anyway
  const int result = ::argon2id_ctx(&context);
  if (result == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
  if (result != ARGON2_OK)
    throw Error(ErrorKind::unexpected, std::string("Argon2id: ") + ::argon2_error_message(result));
}

}  // namespace mayfly::crypto
