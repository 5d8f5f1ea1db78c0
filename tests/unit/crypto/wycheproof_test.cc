#include <botan/mac.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "crypto/botan_compat.h"
#include "crypto/kdf.h"
#include "mayfly/encoding.h"
#include "support/catch.h"
#include "support/skip.h"

// The vectors of C2SP/wycheproof, which are not part of this project: from the folder in
// MAYFLY_WYCHEPROOF_DIR, or from one beside the project.

using namespace mayfly;
using nlohmann::json;

namespace {

const char* named_folder() {
  return std::getenv("MAYFLY_WYCHEPROOF_DIR");
}

std::filesystem::path vector_file(const std::string& name) {
  const char* folder = named_folder();
  return std::filesystem::path(folder ? folder : MAYFLY_SOURCE_DIR "/../shared/wycheproof") / name;
}

/// Calls `check(group, vector, valid)` with each vector of the file whose group is `wanted`. All of
/// them must come: a file that was read in part, or held nothing, would prove nothing.
template <class Wanted, class Check>
void each_vector(const std::string& name, Wanted wanted, Check check) {
  std::ifstream file(vector_file(name));
  if (!file) {
    REQUIRE(named_folder() == nullptr);  // whoever names a folder wants the vectors to be tried
    test::skip("no " + vector_file(name).string() + "; set MAYFLY_WYCHEPROOF_DIR");
    return;
  }
  const json document = json::parse(file);
  std::size_t seen = 0;
  std::size_t checked = 0;
  for (const json& group : document.at("testGroups")) {
    for (const json& vector : group.at("tests")) {
      ++seen;
      if (!wanted(group)) continue;
      ++checked;
      CAPTURE(name, vector.at("tcId").get<int>(), vector.at("comment").get<std::string>());
      check(group, vector, vector.at("result") == "valid");
    }
  }
  CHECK(seen == document.at("numberOfTests"));
  CHECK(checked >= seen / 3);  // AES has as many for each size of key
  CHECK(checked > 0);
}

const auto kEach = [](const json&) { return true; };

SecureBytes bytes_of(const json& vector, const char* field) {
  return from_hex(vector.at(field).get<std::string>()).value();
}

/// The plaintext; nothing if Botan refuses the ciphertext or its padding.
std::optional<std::string> decrypt(const json& vector) try {
  const auto cipher = Botan::Cipher_Mode::create_or_throw("AES-256/CBC/PKCS7", crypto::kDecrypt);
  const SecureBytes iv = bytes_of(vector, "iv");
  cipher->set_key(bytes_of(vector, "key"));
  cipher->start(iv.data(), iv.size());
  SecureBytes text = bytes_of(vector, "ct");
  cipher->finish(text);
  return to_hex(text);
} catch (const Botan::Exception&) {
  return std::nullopt;
}

std::string encrypt(const json& vector) {
  const auto cipher = Botan::Cipher_Mode::create_or_throw("AES-256/CBC/PKCS7", crypto::kEncrypt);
  const SecureBytes iv = bytes_of(vector, "iv");
  cipher->set_key(bytes_of(vector, "key"));
  cipher->start(iv.data(), iv.size());
  SecureBytes text = bytes_of(vector, "msg");
  cipher->finish(text);
  return to_hex(text);
}

std::string hmac_sha512(const json& vector) {
  const auto mac = Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-512)");
  mac->set_key(bytes_of(vector, "key"));
  mac->update(bytes_of(vector, "msg"));
  return to_hex(mac->final());
}

}  // namespace

TEST_CASE("AES-256/CBC with PKCS#7 stands up to Wycheproof", "[wycheproof]") {
  const auto keys_of_256_bits = [](const json& group) { return group.at("keySize") == 256; };
  each_vector("aes_cbc_pkcs5_test.json", keys_of_256_bits,
              [](const json&, const json& vector, bool valid) {
                const std::optional<std::string> text = decrypt(vector);
                CHECK(text.has_value() == valid);
                if (!valid) return;
                CHECK(text == vector.at("msg").get<std::string>());
                CHECK(encrypt(vector) == vector.at("ct").get<std::string>());
              });
}

TEST_CASE("HMAC-SHA-512, whole and cut, stands up to Wycheproof", "[wycheproof]") {
  each_vector("hmac_sha512_test.json", kEach,
              [](const json& group, const json& vector, bool valid) {
                const std::size_t hex_digits = group.at("tagSize").get<std::size_t>() / 4;
                const std::string tag = hmac_sha512(vector).substr(0, hex_digits);
                CHECK((tag == vector.at("tag").get<std::string>()) == valid);
              });
}

TEST_CASE("HKDF-SHA-512 stands up to Wycheproof", "[wycheproof]") {
  each_vector("hkdf_sha512_test.json", kEach, [](const json&, const json& vector, bool valid) {
    const auto derived = [&] {
      return crypto::hkdf_sha512(bytes_of(vector, "ikm"), bytes_of(vector, "salt"),
                                 bytes_of(vector, "info"), vector.at("size").get<std::size_t>());
    };
    if (valid) {
      CHECK(to_hex(derived()) == vector.at("okm").get<std::string>());
    } else {
      CHECK_THROWS(derived());  // SizeTooLarge: RFC 5869, 2.3
    }
  });
}
