#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "crypto/sha512.h"
#include "mayfly/bundle.h"
#include "mayfly/error.h"
#include "support/fakes.h"

namespace mayfly::test {

inline constexpr std::size_t kBundleHeader = 116;
inline constexpr std::size_t kBundleChunk = 65'600;  ///< of 64 KiB, sealed

/// What a bundle gives when it is read to its end; or the error.
struct ReadBundle {
  std::vector<BundledMessage> messages;
  std::optional<ErrorKind> error;
};

/// Hands out the bytes in pieces of that size.
inline ByteSource source_of(const Bytes& bytes, std::size_t piece = 1000) {
  return [&bytes, piece, at = std::size_t{0}](std::span<std::uint8_t> out) mutable {
    const std::size_t size = std::min({piece, out.size(), bytes.size() - at});
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), size, out.begin());
    at += size;
    return size;
  };
}

inline BundledMessage bundled(std::string_view text, std::string_view name = "") {
  BundledMessage message;
  message.text = secure_copy(as_bytes(text));
  if (!name.empty()) message.name = secure_copy(as_bytes(name));
  message.deadline = from_unix_ms(1'795'500'600'000);
  message.remaining = std::chrono::minutes{10};
  return message;
}

inline Bytes write_bundle(const Key& key, const std::vector<BundledMessage>& messages,
                          RandomSource& random) {
  Bytes bytes;
  BundleWriter writer(key, random,
                      [&](ByteView more) { bytes.insert(bytes.end(), more.begin(), more.end()); });
  for (const BundledMessage& message : messages) writer.add(message);
  writer.finish();
  return bytes;
}

/// By both passes, of which each must find by itself what is wrong.
inline ReadBundle read_bundle(const Key& key, const Bytes& bytes, std::size_t piece = 1000) {
  ReadBundle read;
  std::optional<ErrorKind> verified;
  try {
    BundleReader reader(source_of(bytes, piece));
    reader.unlock(key);
    reader.verify();
  } catch (const Error& error) {
    verified = error.kind();
  }
  try {
    BundleReader reader(source_of(bytes, piece));
    reader.unlock(key);
    while (auto message = reader.next()) read.messages.push_back(std::move(*message));
  } catch (const Error& error) {
    read.error = error.kind();
  }
  if (verified != read.error) read.error = ErrorKind::unexpected;
  return read;
}

/// Makes the checksum of an altered header right, as whoever altered it on purpose does.
inline Bytes with_right_checksum(Bytes bytes) {
  constexpr std::size_t kFields = kBundleHeader - 32;
  const SecureBytes sum = crypto::sha512(ByteView(bytes).first(kFields));
  std::copy_n(sum.begin(), 32, bytes.begin() + kFields);
  return bytes;
}

}  // namespace mayfly::test
