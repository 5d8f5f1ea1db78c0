#include <algorithm>
#include <utility>

#include "bundle/bundle_header.h"
#include "bundle/bundle_record.h"
#include "bundle/chunk_reader.h"
#include "keys/kek.h"

namespace mayfly {
namespace {

using bundle::altered;

Error not_its_key(SlotKind kind, bool presented_file) {
  if (kind == SlotKind::key_file) {
    return {ErrorKind::wrong_key, Reason::bundle_of_key_file,
            presented_file ? "this key file does not open the bundle"
                           : "the bundle is sealed under a key file, not under a passphrase"};
  }
  return {ErrorKind::wrong_key, Reason::bundle_of_passphrase,
          presented_file ? "the bundle is sealed under a passphrase, not under a key file"
                         : "wrong passphrase of the bundle"};
}

Error too_costly(const Argon2Cost& cost) {
  return {ErrorKind::authentication_failed, Reason::costly_passphrase,
          "the bundle asks for " + std::to_string(cost.memory_kib / 1024) + " MiB and " +
              std::to_string(cost.passes) + " passes, more than four times what mayfly asks for"};
}

keys::PassphraseParams params_in(const Bytes& encoded) try {
  return keys::decode_params(encoded);
} catch (const Error&) {
  throw Error(ErrorKind::authentication_failed,
              "the bundle was altered or damaged: it asks for an impossible derivation",
              "nothing was computed, and nothing was imported");
}

keys::Kek derive(const Key& key, const bundle::BundleHeader& header, bool costly_kdf) {
  if (key.kind() == Key::Kind::kek) return keys::Kek::of_bytes(key.bytes());
  if ((header.kind == SlotKind::key_file) != (key.kind() == Key::Kind::file))
    throw not_its_key(header.kind, key.kind() == Key::Kind::file);
  if (key.kind() == Key::Kind::file) return keys::bundle_kek_from_key_file(key.bytes(), header.id);
  const keys::PassphraseParams params = params_in(header.params);
  if (!costly_kdf && !crypto::is_cheap(params.cost)) throw too_costly(params.cost);
  return keys::bundle_kek_from_passphrase(key.bytes(), params, header.id);
}

}  // namespace

struct BundleReader::Impl {
  ByteSource source;
  Bytes header_bytes;
  bundle::BundleHeader header;
  std::optional<keys::Kek> kek = std::nullopt;
  std::optional<bundle::ChunkReader> chunks = std::nullopt;
  SecureBytes chunk = {};
  std::size_t at = 0;  ///< in the chunk
  std::int64_t count = 0;
  bool ended = false;

  bool next_chunk() {
    auto next = chunks.value().next();
    if (!next) return false;
    chunk = std::move(*next);
    at = 0;
    return true;
  }

  void read(std::span<std::uint8_t> out) {
    while (!out.empty()) {
      if (at == chunk.size() && !next_chunk()) throw altered();
      const auto part = ByteView(chunk).subspan(at, std::min(out.size(), chunk.size() - at));
      std::ranges::copy(part, out.begin());
      at += part.size();
      out = out.subspan(part.size());
    }
  }

  /// Nothing may stand after the end, and the chunk that holds it must be the last.
  void require_end() {
    if (at != chunk.size() || next_chunk()) throw altered();
  }
};

BundleReader::BundleReader(ByteSource source) {
  Bytes header(bundle::kHeaderSize);
  header.resize(bundle::read_fully(source, header));
  if (header.empty())
    throw Error(ErrorKind::usage, "the bundle is empty",
                "nothing was imported; did its source fail?");
  const auto decoded = bundle::decode_header(header);
  impl_ = std::make_unique<Impl>(Impl{std::move(source), std::move(header), decoded});
}

BundleReader::~BundleReader() = default;
BundleReader::BundleReader(BundleReader&&) noexcept = default;
BundleReader& BundleReader::operator=(BundleReader&&) noexcept = default;

SlotKind BundleReader::kind() const noexcept {
  return impl_->header.kind;
}

void BundleReader::unlock(const Key& key, bool costly_kdf) {
  keys::Kek kek = derive(key, impl_->header, costly_kdf);
  if (!std::ranges::equal(kek.id, impl_->header.kek_id))
    throw not_its_key(kind(), kind() == SlotKind::key_file);
  impl_->kek = std::move(kek);
  impl_->chunks.emplace(impl_->kek->key, impl_->header_bytes, impl_->source);
}

Key BundleReader::kek() const {
  return Key::of_kek(impl_->kek.value().bytes());
}

void BundleReader::verify() {
  while (impl_->next_chunk()) continue;
}

std::optional<BundledMessage> BundleReader::next() {
  if (impl_->ended) return std::nullopt;
  const auto source = [this](std::span<std::uint8_t> out) { impl_->read(out); };
  auto message = bundle::read_message(source, impl_->count);
  if (!message) impl_->require_end();
  impl_->ended = !message;
  ++impl_->count;
  return message;
}

}  // namespace mayfly
