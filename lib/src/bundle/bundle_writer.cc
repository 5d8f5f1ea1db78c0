#include <algorithm>
#include <utility>

#include "bundle/bundle_header.h"
#include "bundle/bundle_record.h"
#include "bundle/chunk_writer.h"
#include "keys/kek.h"

namespace mayfly {
namespace {

using bundle::BundleHeader;

Bytes random_bytes(RandomSource& random, std::size_t size) {
  Bytes bytes(size);
  random.fill(bytes);
  return bytes;
}

keys::Kek derive(const Key& key, RandomSource& random, BundleHeader& header) {
  if (key.kind() == Key::Kind::kek)
    throw Error(ErrorKind::usage, "a bundle needs a key file or a passphrase");
  if (key.kind() == Key::Kind::file) return keys::bundle_kek_from_key_file(key.bytes(), header.id);
  const keys::PassphraseParams params{crypto::kDefaultArgon2Cost,
                                      random_bytes(random, keys::kSaltSize)};
  header.kind = SlotKind::passphrase;
  header.params = keys::encode(params);
  return keys::bundle_kek_from_passphrase(key.bytes(), params, header.id);
}

}  // namespace

struct BundleWriter::Impl {
  bundle::ChunkWriter chunks;
  std::int64_t count = 0;

  bundle::RecordSink sink() {
    return [this](ByteView bytes) { chunks.write(bytes); };
  }
};

BundleWriter::BundleWriter(const Key& key, RandomSource& random, ByteSink sink) {
  BundleHeader header{
      SlotKind::key_file, random_bytes(random, bundle::kIdSize), Bytes(keys::kParamsSize), {}};
  const keys::Kek kek = derive(key, random, header);
  header.kek_id.assign(kek.id.begin(), kek.id.end());
  impl_ = std::make_unique<Impl>(
      Impl{bundle::ChunkWriter(kek.key, bundle::encode(header), random, std::move(sink))});
}

BundleWriter::~BundleWriter() = default;
BundleWriter::BundleWriter(BundleWriter&&) noexcept = default;
BundleWriter& BundleWriter::operator=(BundleWriter&&) noexcept = default;

void BundleWriter::add(const BundledMessage& message) {
  bundle::write_message(impl_->sink(), message);
  ++impl_->count;
}

void BundleWriter::finish() {
  bundle::write_end(impl_->sink(), impl_->count);
  impl_->chunks.finish();
}

}  // namespace mayfly
