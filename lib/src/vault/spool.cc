#include "mayfly/spool.h"

#include <deque>

#include "crypto/sealed_blob.h"
#include "platform/unnamed_file.h"
#include "values/aad.h"
#include "values/big_endian.h"

namespace mayfly {
namespace {

/// A chunk is full from this size on.
constexpr std::size_t kChunkSize = std::size_t{1} << 20;
constexpr std::size_t kSizeWidth = 4;  ///< of what says how long a record is

crypto::BlobCipher throw_away_cipher(RandomSource& random) {
  SecureBytes key(crypto::kKeySize);
  random.fill(key);
  return crypto::BlobCipher(key);
}

/// Chunks that were written to a file in their order.
class ChunkFile {
 public:
  ChunkFile(const std::filesystem::path& folder, RandomSource& random)
      : random_(random), file_(folder), cipher_(throw_away_cipher(random)) {}

  void add(ByteView chunk) {
    sizes_.push_back(chunk.size());
    file_.append(cipher_.seal(chunk, crypto::Aad{aad_of(added_++)}, random_));
  }

  SecureBytes take() {
    SecureBytes sealed(crypto::sealed_size(sizes_.front()));
    sizes_.pop_front();
    file_.read(sealed);
    return cipher_.open(sealed, crypto::Aad{aad_of(taken_++)});
  }

  bool is_empty() const noexcept { return sizes_.empty(); }

 private:
  static Bytes aad_of(std::int64_t number) {
    return AadBuilder("mayfly/spool").number(number).bytes();
  }

  RandomSource& random_;
  platform::UnnamedFile file_;
  crypto::BlobCipher cipher_;
  std::deque<std::size_t> sizes_;
  std::int64_t added_ = 0;
  std::int64_t taken_ = 0;
};

}  // namespace

/// The first of them in memory, the others in the file.
struct Spool::Chunks {
  std::filesystem::path folder;
  RandomSource& random;
  std::size_t room;  // bytes that may still be kept in memory
  std::deque<SecureBytes> kept = {};
  std::optional<ChunkFile> file = {};

  void add(SecureBytes chunk) {
    if (!file && chunk.size() <= room) {
      room -= chunk.size();
      kept.push_back(std::move(chunk));
      return;
    }
    if (!file) file.emplace(folder, random);
    file->add(chunk);
  }

  std::optional<SecureBytes> take() {
    if (!kept.empty()) {
      SecureBytes chunk = std::move(kept.front());
      kept.pop_front();
      return chunk;
    }
    if (!file || file->is_empty()) return std::nullopt;
    return file->take();
  }
};

Spool::Spool(std::filesystem::path folder, RandomSource& random, std::size_t in_memory)
    : chunks_(std::make_unique<Chunks>(Chunks{std::move(folder), random, in_memory})) {}
Spool::~Spool() = default;

void Spool::add(ByteView record) {
  if (chunk_.empty()) chunk_.reserve(kChunkSize + kSizeWidth + record.size());
  append_big_endian(chunk_, record.size(), kSizeWidth);
  chunk_.insert(chunk_.end(), record.begin(), record.end());
  if (chunk_.size() >= kChunkSize) chunks_->add(std::exchange(chunk_, {}));
}

std::optional<SecureBytes> Spool::take() {
  if (!is_full_) chunks_->add(std::exchange(chunk_, {}));
  is_full_ = true;
  if (at_ == chunk_.size()) {
    at_ = 0;
    chunk_ = chunks_->take().value_or(SecureBytes());
    if (chunk_.empty()) return std::nullopt;
  }
  const ByteView left = ByteView(chunk_).subspan(at_);
  const std::size_t size = from_big_endian(left.first(kSizeWidth));
  at_ += kSizeWidth + size;
  return secure_copy(left.subspan(kSizeWidth, size));
}

}  // namespace mayfly
