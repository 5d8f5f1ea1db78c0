#include "vault_place.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mayfly::bench {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using std::chrono::minutes;

fs::path& root() {
  static fs::path folder;
  return folder;
}

fs::path new_folder(const std::string& name) {
  fs::path folder = root() / name;
  fs::remove_all(folder);  // of an earlier round of the same benchmark
  fs::create_directory(folder);
  fs::permissions(folder, fs::perms::owner_all);
  return folder;
}

void sync_file(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (!synced) throw std::system_error(error, std::generic_category(), "sync " + path.string());
}

BenchPlace make_million() {
  BenchPlace place = make_place("million");
  OpenVault open(place);
  open.user.store_all(drafts_of(kMillion / 2, minutes(10)));
  open.user.store_all(drafts_of(kMillion / 2, hours(24)));
  return place;
}

}  // namespace

OpenVault::OpenVault(const BenchPlace& place)
    : vault(Vault::open_or_create(place.place(), clock, random)),
      user(vault.unlock_or_enroll(UserName("bench"), place.key_file).user) {}

Draft draft_of(std::size_t size, std::chrono::seconds ttl) {
  Draft draft;
  draft.text.resize(size, std::uint8_t{'m'});
  draft.ttl = ttl;
  return draft;
}

std::vector<Draft> drafts_of(std::size_t count, std::chrono::seconds ttl) {
  std::vector<Draft> drafts;
  drafts.reserve(count);
  while (drafts.size() < count) drafts.push_back(draft_of(kMessageSize, ttl));
  return drafts;
}

void use_folder(const fs::path& folder) {
  root() = folder;
}

BenchPlace make_place(const std::string& name) {
  const fs::path folder = new_folder(name);
  BenchPlace place{folder, folder / "bench.key"};
  const OpenVault made(place);
  return place;
}

BenchPlace copy_of(const BenchPlace& place, const std::string& name) {
  BenchPlace copy{new_folder(name), place.key_file};
  fs::copy_file(place.database(), copy.database());
  const fs::path keys = window_keys_of(place);
  const fs::path state = copy.place().state_folder;
  fs::create_directory(state);
  fs::permissions(state, fs::perms::owner_all);
  fs::copy_file(keys, state / keys.filename());
  sync_file(state / keys.filename());
  sync_file(copy.database());
  return copy;
}

fs::path window_keys_of(const BenchPlace& place) {
  for (const auto& file : fs::directory_iterator(place.place().state_folder)) {
    if (file.path().extension() == ".windows") return file.path();
  }
  throw std::runtime_error("no window-key file");
}

const BenchPlace& million_live() {
  static const BenchPlace place = make_million();
  return place;
}

}  // namespace mayfly::bench
