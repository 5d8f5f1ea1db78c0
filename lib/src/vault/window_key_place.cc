#include "vault/window_key_place.h"

#include <algorithm>
#include <string_view>

#include "mayfly/encoding.h"
#include "platform/private_file.h"
#include "platform/private_folder.h"
#include "window_keys/file/open.h"

namespace mayfly {
namespace {

namespace fs = std::filesystem;
using window_keys::MayWrite;

constexpr std::string_view kSuffix = ".windows";

/// https://bford.info/cachedir/: backup tools leave out the folder that holds this file.
constexpr std::string_view kCacheTag =
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# Window keys of mayfly, which are destroyed as time goes on: a backup would keep them.\n";

fs::path path_of(const VaultPlace& place, ByteView vault_id) {
  if (!place.window_keys.empty()) return place.window_keys;
  return place.state_folder / (to_hex(vault_id) + std::string(kSuffix));
}

/// "messages 1, 2 and 7", or ten of them and "others".
std::string named(std::vector<MessageId> ids) {
  constexpr std::size_t kShown = 10;
  const bool more = ids.size() > kShown;
  if (more) ids.resize(kShown);
  std::ranges::sort(ids);
  std::string text = ids.size() == 1 ? "message " : "messages ";
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const bool last = i + 1 == ids.size();
    if (i > 0) text += last && !more ? " and " : ", ";
    text += std::to_string(ids[i]);
  }
  return more ? text + " and others" : text;
}

Error lost(const fs::path& path) {
  return {
      ErrorKind::not_a_vault, "the vault's window keys are not there: " + path.string(),
      "put the file back, or name it with --window-keys; without it no message can be read, and "
      "mayfly rm --all gives them up"};
}

/// A folder that is ours alone is one that a backup may leave out.
void tag_folder(const VaultPlace& place) {
  if (!place.window_keys.empty()) return;
  platform::make_private_folder(place.state_folder);
  platform::write_new_private_file(place.state_folder / "CACHEDIR.TAG", as_bytes(kCacheTag));
}

/// A number that was never given, where nobody knows which were.
std::int64_t in_seconds(Instant now) {
  return std::max<std::int64_t>(to_unix_ms(now), 0) / 1000;
}

/// Where rows and counter are lost with the window keys, nobody knows which ids were given.
std::int64_t last_id_given(VaultState& vault, Instant now) {
  const std::int64_t last = vault.messages.next_id() - 1;
  return last == 0 && !vault.was_made && vault.users.any() ? in_seconds(now) : last;
}

/// The window keys that were lost may come back, and have given more than the rows tell: beside
/// these they are told to be older, and take no row for a remain.
Generation last_generation_given(VaultState& vault, Instant now) {
  const std::int64_t last = vault.messages.last_generation();
  return Generation{vault.was_made ? last : std::max(last, in_seconds(now))};
}

window_keys::Means means_of(VaultState& vault) {
  return {vault.clock, vault.random, disk_of(vault.options), vault.patience};
}

void make(VaultState& vault, const VaultPlace& place) {
  const auto lock = vault.queue.hold();
  tag_folder(place);                       // first: a backup may come at any time
  const Instant now = vault.clock.wall();  // vault time begins with it
  const std::int64_t last_id = last_id_given(vault, now);
  const window_keys::KeyCounters given{last_generation_given(vault, now), last_id};
  const fs::path path = path_of(place, vault.db.vault_id());
  if (window_keys::make_key_file(path, vault.db.vault_id(), given, vault.place, means_of(vault)))
    vault.tell_of_made(path);
}

}  // namespace

Disk& disk_of(const VaultOptions& options) {
  static SystemDisk system;
  return options.disk != nullptr ? *options.disk : system;
}

void open_window_keys(VaultState& vault, const VaultPlace& place) {
  const Bytes& vault_id = vault.db.vault_id();
  const fs::path path = path_of(place, vault_id);
  try {
    vault.windows =
        window_keys::open_key_file(path, vault_id, vault.place, means_of(vault),
                                   vault.options.look_only ? MayWrite::no : MayWrite::yes);
    vault.windows_lost = !vault.windows;
    if (vault.windows) {
      vault.windows_failure.reset();
      vault.look_at_binding();
      return;
    }
    vault.windows_failure = lost(path);
  } catch (const Error& error) {
    // What the process lacks says nothing about the file, and without it there is no vault time.
    if (error.kind() == ErrorKind::unsafe_permissions || error.kind() == ErrorKind::unexpected)
      throw;
    vault.windows_failure = error;
    vault.windows_newer = dynamic_cast<const window_keys::NewerFormat*>(&error) != nullptr;
  }
}

void open_or_make_window_keys(VaultState& vault, const VaultPlace& place) {
  open_window_keys(vault, place);
  if (vault.windows) return;
  if (!vault.windows_lost) throw Error(*vault.windows_failure);
  const auto access = vault.queue.access();
  const auto stranded = vault.messages.first_to_expire(to_unix_ms(vault.clock.wall()), 11);
  // Another process may have made the keys, and stored, since we looked for them.
  if (!stranded.empty()) open_window_keys(vault, place);
  if (vault.windows) return;
  if (!stranded.empty()) {
    throw Error(
        ErrorKind::not_a_vault,
        "the vault's window keys are lost, and with them " + named(stranded) + ": there is no " +
            path_of(place, vault.db.vault_id()).string(),
        "put the file back, name it with --window-keys, or give these messages up with mayfly rm");
  }
  vault.windows_made_anew = vault.messages.next_id() > 1;
  make(vault, place);
  open_window_keys(vault, place);
}

fs::path window_key_folder(const VaultPlace& place) {
  return place.window_keys.empty() ? place.state_folder : platform::folder_of(place.window_keys);
}

std::optional<LeftWindowKeys> find_left_window_keys(const VaultPlace& place) {
  static SystemDisk disk;
  std::error_code none;
  const fs::path database = fs::weakly_canonical(fs::absolute(place.database, none), none);
  if (fs::exists(database, none)) return std::nullopt;
  std::optional<LeftWindowKeys> left;
  for (const fs::path& path : window_key_files(place)) {
    const auto ours = window_keys::was_of(path, database, disk);
    if (ours == true) return LeftWindowKeys{path, true};
    if (!ours) left = {path, false};
  }
  return left;
}

std::vector<fs::path> window_key_files(const VaultPlace& place) {
  if (!place.window_keys.empty()) return {place.window_keys};
  std::vector<fs::path> files;
  std::error_code error;
  auto entry = fs::directory_iterator(place.state_folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string id = entry->path().stem().string();
    if (entry->path().extension() != kSuffix || id.size() != 2 * storage::kVaultIdSize) continue;
    if (from_hex(id)) files.push_back(entry->path());
  }
  if (error == std::errc::permission_denied) {
    throw Error(ErrorKind::unsafe_permissions,
                place.state_folder.string() + " cannot be looked at: permission denied",
                "run mayfly as its owner");
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw Error(ErrorKind::not_written,
                "could not look into " + place.state_folder.string() + ": " + error.message());
  }
  return files;
}

}  // namespace mayfly
