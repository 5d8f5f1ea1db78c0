#include "window_keys/file/binding.h"

#include <string>

#include "values/plausible.h"
#include "window_keys/file/block.h"

namespace mayfly::window_keys {
namespace {

using platform::FilePlace;

constexpr std::uint64_t kMagic = 0x6d6179666c795742;  // "mayflyWB"
constexpr std::size_t kFixedSize = 64;                // bytes before the paths

std::string kept_path(const FilePlace& place) {
  std::string path = place.path.string();
  return path.size() <= kMaxBoundPath ? path : std::string();
}

}  // namespace

SecureBytes encode(const KeptBinding& kept) {
  const Binding& binding = kept.binding;
  const std::string database = kept_path(binding.database);
  const std::string window_keys = kept_path(binding.window_keys);
  return RecordWriter(kMagic)
      .number(kept.sequence)
      .number(binding.database.device)
      .number(binding.database.inode)
      .number(binding.window_keys.device)
      .number(binding.window_keys.inode)
      .number(std::uint64_t{database.size()})
      .number(std::uint64_t{window_keys.size()})
      .bytes(as_bytes(database))
      .bytes(as_bytes(window_keys))
      .block(kFixedSize + database.size() + window_keys.size());
}

std::optional<KeptBinding> decode_binding(ByteView block) {
  RecordReader reader(block);
  if (reader.unsigned_number() != kMagic) return std::nullopt;
  KeptBinding kept{reader.unsigned_number(), {}};
  Binding& binding = kept.binding;
  for (FilePlace* place : {&binding.database, &binding.window_keys}) {
    place->device = reader.unsigned_number();
    place->inode = reader.unsigned_number();
  }
  if (!is_plausible_counter(static_cast<std::int64_t>(kept.sequence))) return std::nullopt;
  const std::uint64_t first = reader.unsigned_number();
  const std::uint64_t second = reader.unsigned_number();
  if (first > kMaxBoundPath || second > kMaxBoundPath ||
      !reader.checksum_matches(kFixedSize + first + second))
    return std::nullopt;
  binding.database.path = std::string(as_text(reader.bytes(first)));
  binding.window_keys.path = std::string(as_text(reader.bytes(second)));
  return kept;
}

}  // namespace mayfly::window_keys
