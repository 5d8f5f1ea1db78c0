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
  return {ErrorKind::not_a_vault, Reason::no_window_keys,
          "the vault's window keys are not there: " + path.string()};
}

/// A backup may leave out the folder if it holds nothing else.
void tag_folder(const VaultPlace& place) {
  if (!place.window_keys.empty()) return;
  platform::make_private_folder(place.state_folder);
  platform::write_new_private_file(place.state_folder / "CACHEDIR.TAG", as_bytes(kCacheTag));
}

/// What was given away, for window keys that are made anew. If nobody knows, numbers that were
/// never given: the seconds since 1970.
window_keys::KeyCounters last_given(const Session& session, storage::Reader& rows, Instant now) {
  const std::int64_t seconds = std::max<std::int64_t>(to_unix_ms(now), 0) / 1000;
  const storage::Counters known = rows.counters();
  window_keys::KeyCounters given{known.last_generation, known.next_id - 1};
  if (session.was_made) return given;
  // Rows and counter may be lost with the window keys.
  if (given.last_message == 0 && rows.any_user()) given.last_message = seconds;
  // The window keys that were lost may come back, and have given more than the rows tell: then
  // they are seen to be older than the rows, and count no row as left over.
  given.generation = std::max(given.generation, Generation{seconds});
  return given;
}

window_keys::Means means_of(const Session& session) {
  return {session.clock, session.random, disk_of(session.options), session.patience()};
}

void make(Session& session, const VaultFiles& files) {
  const auto no_writers = session.store->lock_out_writers();
  tag_folder(files.place);                   // first: a backup may come at any time
  const Instant now = session.clock.wall();  // vault time begins with it
  const auto given = last_given(session, *session.store->read(), now);
  const Bytes& vault_id = session.store->vault_id();
  const fs::path path = path_of(files.place, vault_id);
  if (window_keys::make_key_file(path, vault_id, given, files.database, means_of(session)))
    session.tell_of_made(path);
}

/// Throws if live messages were sealed with keys that are lost. Another process may have made the
/// keys, and stored, since we looked for them: false then.
bool none_is_stranded(Session& session, const VaultFiles& files) {
  constexpr std::size_t kNamed = 11;  // one more than is shown
  const auto stranded = session.store->read()->first_to_expire(session.clock.wall(), kNamed);
  if (stranded.empty()) return true;
  open_window_keys(session, files);
  if (session.keys) return false;
  throw Error(ErrorKind::not_a_vault, Reason::stranded_messages,
              "the vault's window keys are lost, and with them " + named(stranded) +
                  ": there is no " + path_of(files.place, session.store->vault_id()).string());
}

}  // namespace

Disk& disk_of(const VaultOptions& options) {
  static SystemDisk system;
  return options.disk != nullptr ? *options.disk : system;
}

void open_window_keys(Session& session, const VaultFiles& files) try {
  const Bytes& vault_id = session.store->vault_id();
  const fs::path path = path_of(files.place, vault_id);
  auto store = window_keys::open_key_file(path, vault_id, files.database, means_of(session),
                                          session.options.look_only ? MayWrite::no : MayWrite::yes);
  store ? session.keys.set(std::move(store))
        : session.keys.set({.error = lost(path), .is_lost = true});
} catch (const Error& error) {
  // What the process lacks says nothing about the file, and without it there is no vault time.
  if (error.kind() == ErrorKind::unsafe_permissions || error.kind() == ErrorKind::unexpected) throw;
  const bool newer = dynamic_cast<const window_keys::NewerFormat*>(&error) != nullptr;
  session.keys.set({.error = error, .is_newer = newer});
}

void open_or_make_window_keys(Session& session, const VaultFiles& files) {
  open_window_keys(session, files);
  if (session.keys) return;
  if (!session.keys.are_lost()) session.keys.require();
  const auto access = session.access();
  if (!none_is_stranded(session, files)) return;
  session.keys_made_anew = session.store->read()->counters().next_id > 1;
  make(session, files);
  open_window_keys(session, files);
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
    const auto ours = window_keys::was_of(path, disk, database);
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
    if (entry->path().extension() != kSuffix || id.size() != 2 * kVaultIdSize) continue;
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
