#pragma once

// The `openssl` command: an implementation that shares no code with Botan.

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

#include "mayfly/bytes.h"
#include "mayfly/encoding.h"
#include "support/skip.h"
#include "support/temp_folder.h"

namespace mayfly::test {

/// Whether there is no `openssl`; the test is skipped then.
inline bool openssl_is_missing() {
  static const bool missing = std::system("openssl version >/dev/null 2>&1") != 0;
  if (missing) skip("no `openssl` command on PATH to compare with");
  return missing;
}

/// What `openssl ARGUMENTS` writes when it reads `input`. Throws if it fails.
inline Bytes run_openssl(const std::string& arguments, ByteView input) {
  const TempFolder folder;
  const std::string in = folder / "in";
  std::ofstream(in, std::ios::binary) << as_text(input);

  FILE* pipe = ::popen(("openssl " + arguments + " < '" + in + "'").c_str(), "re");
  if (pipe == nullptr) throw std::runtime_error("popen failed");
  Bytes output;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
    output.push_back(static_cast<std::uint8_t>(c));
  }
  if (::pclose(pipe) != 0) throw std::runtime_error("openssl " + arguments + " failed");
  return output;
}

/// AES-256/CBC: `mode` is -e or -d, with -nopad to leave PKCS#7 out.
inline Bytes openssl_cbc(const std::string& mode, ByteView enc_key, ByteView iv, ByteView input) {
  return run_openssl("enc -aes-256-cbc " + mode + " -K " + to_hex(enc_key) + " -iv " + to_hex(iv),
                     input);
}

inline Bytes openssl_hmac_sha512(ByteView key, ByteView input) {
  return run_openssl("dgst -sha512 -mac HMAC -binary -macopt hexkey:" + to_hex(key), input);
}

}  // namespace mayfly::test
