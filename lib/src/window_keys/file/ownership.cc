#include "window_keys/file/ownership.h"

#include <sys/stat.h>

#include <cerrno>

namespace mayfly::window_keys {
namespace {

namespace fs = std::filesystem;
using platform::FilePlace;
using platform::place_of;

/// Whether the path leads nowhere, and its disk is there: the nearest folder above it that exists
/// is on the same disk. A disk that is not mounted now may hold anything.
bool is_surely_gone(const FilePlace& bound) {
  struct stat found {};
  for (fs::path path = bound.path;; path = path.parent_path()) {
    if (::stat(path.c_str(), &found) == 0)
      return path != bound.path && found.st_dev == bound.device;
    if ((errno != ENOENT && errno != ENOTDIR) || !path.has_relative_path()) return false;
  }
}

/// Whether the file also has its old name, or may have it for somebody who has mounted it in
/// another way: two containers may have it by two names.
bool is_still_there(const FilePlace& bound) {
  const FilePlace found = place_of(bound.path);
  return found.is_same_file(bound) || (found.inode == 0 && !is_surely_gone(bound));
}

enum class Standing : std::uint8_t {
  bound,   ///< the same files; if one has another name as well, both lead to it (a bind mount)
  taken,   ///< the vault, moved or restored, or copied with its window keys, or bound to none yet
  copied,  ///< or it cannot be told
};

/// These window keys are others than the bound ones, by place and by file, and so is the database;
/// and either something is where the bound ones were, so that these are a copy, or their database
/// cannot be seen. Whatever is done with these does not touch the original's.
bool are_another_pair(const Binding& bound, const Binding& here) {
  return bound.window_keys.path != here.window_keys.path &&
         !bound.window_keys.is_same_file(here.window_keys) &&
         (place_of(bound.window_keys.path).inode != 0 ||
          !place_of(bound.database.path).is_same_file(bound.database));
}

Standing standing_of(const Binding& bound, const Binding& here) {
  if (bound == here) return Standing::bound;
  if (bound == Binding{}) return Standing::taken;
  if (bound.database.is_same_file(here.database)) {
    const bool keys_stay = bound.window_keys.is_same_file(here.window_keys);
    return keys_stay && is_still_there(bound.database) ? Standing::bound : Standing::taken;
  }
  const bool restored = bound.database.path == here.database.path ||
                        place_of(bound.database.path).is_same_file(here.database);
  if (restored || is_surely_gone(bound.database) || are_another_pair(bound, here))
    return Standing::taken;
  return Standing::copied;
}

/// By now another vault may be where the original was, even in a file of the same inode number.
Error a_copy(const fs::path& here, const fs::path& original) {
  return {ErrorKind::not_a_vault, Reason::copy_of_vault,
          here.string() + " is a copy of the vault last seen at " + original.string() +
              ": it can only be looked at",
          here.string()};
}

Error not_told(const fs::path& here) {
  return {ErrorKind::not_a_vault, Reason::perhaps_a_copy,
          "the window-key file is damaged where it names its vault: " + here.string() +
              " may be a copy, and can only be looked at",
          here.string()};
}

}  // namespace

Ownership ownership_of(const WindowKeyFile& file, const FilePlace& database) {
  const auto& bound = file.binding();
  if (!bound) return {false, not_told(database.path)};
  // Nearly always this is enough, without a look at the folders of the window keys.
  if (bound->database == database && file.is_at_inode_of(bound->window_keys)) return {};
  const Standing standing = standing_of(*bound, {database, file.place()});
  if (standing == Standing::copied) return {false, a_copy(database.path, bound->database.path)};
  return {standing == Standing::taken, std::nullopt};
}

bool bind(WindowKeyFile& file, const FilePlace& database, Patience& patience) {
  const Binding here{database, file.place()};
  const auto lock = file.lock(patience);
  if (file.binding() == here) return false;
  file.write_whole([&] { file.write_binding(here); });
  return true;
}

}  // namespace mayfly::window_keys
