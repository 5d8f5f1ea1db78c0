#include "window_keys/file/open.h"

#include "window_keys/file/file_key_store.h"

namespace mayfly::window_keys {

std::unique_ptr<KeyStore> open_key_file(const std::filesystem::path& path, ByteView vault_id,
                                        const platform::FilePlace& database, const Means& means,
                                        MayWrite may_write) {
  Patience* const to_change = may_write == MayWrite::yes ? &means.patience : nullptr;
  auto file = WindowKeyFile::open(path, vault_id, means.disk, to_change);
  if (!file) return nullptr;
  return std::make_unique<FileKeyStore>(std::move(*file), database, means.clock, means.random,
                                        means.patience);
}

bool make_key_file(const std::filesystem::path& path, ByteView vault_id, const KeyCounters& given,
                   const platform::FilePlace& database, const Means& means) {
  Header header;
  header.vault_id.assign(vault_id.begin(), vault_id.end());
  header.last_message = given.last_message;
  header.generation = header.confirmed = number_of(given.generation);
  ClockRecord clock = first_record(means.clock);
  clock.on_disk = true;  // as all of a new file
  clock.generation_at_boot = header.generation;
  return WindowKeyFile::create(path, std::move(header), clock, database, means.disk, means.random);
}

std::optional<bool> was_of(const std::filesystem::path& path, Disk& disk,
                           const std::filesystem::path& database) try {
  const auto file = WindowKeyFile::open(path, {}, disk);
  if (!file) return false;
  const auto& bound = file->binding();
  if (!bound || bound->database.path.empty()) return std::nullopt;
  return bound->database.path == database;
} catch (const Error&) {
  return std::nullopt;
}

}  // namespace mayfly::window_keys
