#include "crypto/kdf.h"

#include <sys/resource.h>

#include "crypto/argon2_in_turn.h"
#include "mayfly/encoding.h"
#include "support/catch.h"
#include "support/errors.h"

using namespace mayfly;
using namespace mayfly::crypto;
using mayfly::test::error_kind;

namespace {

/// An address space of 512 MiB, for as long as it lives. AddressSanitizer needs the space itself,
/// but can refuse what asks for so much at once, which it does in all test cases.
class LittleMemory {
 public:
  LittleMemory() {
    ::getrlimit(RLIMIT_AS, &before_);
    const rlimit little{rlim_t{512} << 20, before_.rlim_max};
    if (!MAYFLY_SANITIZED) ::setrlimit(RLIMIT_AS, &little);
  }
  ~LittleMemory() { ::setrlimit(RLIMIT_AS, &before_); }
  LittleMemory(const LittleMemory&) = delete;
  LittleMemory& operator=(const LittleMemory&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

#if MAYFLY_SANITIZED
extern "C" const char* __asan_default_options() {
  return "allocator_may_return_null=1:max_allocation_size_mb=512";
}
#endif

TEST_CASE("Argon2id gives the tag of RFC 9106, 5.3", "[argon2id]") {
  const Bytes passphrase(32, 0x01);
  const Bytes salt(16, 0x02);
  const Bytes secret(8, 0x03);
  const Bytes associated_data(12, 0x04);
  CHECK(to_hex(argon2id(passphrase, salt, {32, 3, 4}, 32, secret, associated_data)) ==
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}

TEST_CASE("the lanes in turn give the tag of RFC 9106, 5.3, too", "[argon2id]") {
  const Bytes passphrase(32, 0x01);
  const Bytes salt(16, 0x02);
  const Bytes secret(8, 0x03);
  const Bytes associated_data(12, 0x04);
  SecureBytes tag(32);
  derive_argon2id_in_turn(tag, {passphrase, salt, secret, associated_data}, {32, 3, 4});
  CHECK(to_hex(tag) == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}

TEST_CASE("the lanes in turn give what Botan gives, of every shape", "[argon2id]") {
  // More than 128 columns in a segment, and a memory that is not a multiple of the lanes.
  const std::uint32_t memory = GENERATE(64u, 203u, 1021u, 4096u);
  const std::uint32_t passes = GENERATE(1u, 2u, 3u);
  const std::uint32_t lanes = GENERATE(1u, 2u, 3u, 4u, 7u);
  const std::size_t size = GENERATE(as<std::size_t>(), 16, 64, 65, 96, 200);
  CAPTURE(memory, passes, lanes, size);
  const ByteView passphrase = as_bytes("open sesame");
  const ByteView salt = as_bytes("0123456789abcdef");
  SecureBytes by_botan(size);
  derive_argon2id(by_botan, {passphrase, salt, {}, {}}, memory, passes, lanes);
  SecureBytes in_turn(size);
  derive_argon2id_in_turn(in_turn, {passphrase, salt, {}, {}}, {memory, passes, lanes});
  CHECK(to_hex(in_turn) == to_hex(by_botan));
}

TEST_CASE("a cost that there cannot be is an error of its own", "[argon2id]") {
  SecureBytes tag(32);
  const ByteView salt = as_bytes("0123456789abcdef");
  CHECK_THROWS_AS(derive_argon2id_in_turn(tag, {{}, salt, {}, {}}, {32, 3, 0}), Error);
}

TEST_CASE("a cost that no slot of ours has is not paid", "[argon2id]") {
  CHECK(is_acceptable(kDefaultArgon2Cost));
  CHECK(is_acceptable({19 * 1024, 1, 1}));
  CHECK(is_acceptable({1024 * 1024, 16, 16}));
  CHECK_FALSE(is_acceptable({19 * 1024 - 1, 3, 4}));
  CHECK_FALSE(is_acceptable({8, 1, 1}));
  CHECK_FALSE(is_acceptable({8 * 1024 * 1024, 3, 4}));
  CHECK_FALSE(is_acceptable({1024 * 1024 + 1, 3, 4}));
  CHECK_FALSE(is_acceptable({64 * 1024, 0, 4}));
  CHECK_FALSE(is_acceptable({64 * 1024, 17, 4}));
  CHECK_FALSE(is_acceptable({64 * 1024, 0xffffffff, 4}));
  CHECK_FALSE(is_acceptable({64 * 1024, 3, 0}));
  CHECK_FALSE(is_acceptable({64 * 1024, 3, 17}));
  CHECK_FALSE(is_acceptable({64 * 1024, 3, 129}));
}

TEST_CASE("too little memory for a derivation is an error of its own", "[argon2id]") {
  const LittleMemory little;
  const Bytes bytes(16, 0x01);
  CHECK(error_kind([&] {
          argon2id(bytes, bytes, {1024 * 1024, 1, 1}, 32);
        }) == ErrorKind::unexpected);
}
