#include "binding_check.h"

#include <sys/stat.h>

#include <cerrno>

namespace mayfly {
namespace {

namespace fs = std::filesystem;
using window_keys::Binding;
using window_keys::FilePlace;
using window_keys::place_of;
using window_keys::WindowKeyFile;

/// Whether the path leads nowhere, and would if something were there: the nearest folder above it
/// that there is stands on the same disk. One that is not mounted now may hold anything.
bool is_surely_gone(const FilePlace& bound) {
  struct stat found {};
  for (fs::path path = bound.path;; path = path.parent_path()) {
    if (::stat(path.c_str(), &found) == 0)
      return path != bound.path && found.st_dev == bound.device;
    if ((errno != ENOENT && errno != ENOTDIR) || !path.has_relative_path()) return false;
  }
}

/// Whether the file has its old name as well, or may have it where it is not mounted as here: two
/// containers may have it by two names.
bool is_still_there(const FilePlace& bound) {
  const FilePlace found = place_of(bound.path);
  return found.is_same_file(bound) || (found.inode == 0 && !is_surely_gone(bound));
}

enum class Standing : std::uint8_t {
  bound,   ///< the same files; where one has another name as well, both lead to it (a bind mount)
  taken,   ///< the vault, moved or restored, or copied with its window keys, or bound to none yet
  copied,  ///< or it cannot be told
};

/// The window keys were copied as well: what is done with these, the original's do not notice.
bool are_copied_with_it(const Binding& bound, const Binding& here) {
  return bound.window_keys != here.window_keys &&
         !bound.window_keys.is_same_file(here.window_keys) &&
         place_of(bound.window_keys.path).is_same_file(bound.window_keys);
}

Standing standing_of(const Binding& bound, const Binding& here) {
  if (bound == here) return Standing::bound;
  if (bound == Binding{}) return Standing::taken;
  if (bound.database.is_same_file(here.database)) {
    const bool keys_stay = bound.window_keys.is_same_file(here.window_keys);
    return keys_stay && is_still_there(bound.database) ? Standing::bound : Standing::taken;
  }
  if (bound.database.path == here.database.path || is_surely_gone(bound.database) ||
      are_copied_with_it(bound, here))
    return Standing::taken;
  return Standing::copied;
}

Binding binding_here(const VaultState& vault, const WindowKeyFile& file) {
  return {vault.place, file.place()};
}

void bind(WindowKeyFile& file, const Binding& here, Patience& patience) {
  const auto lock = file.lock(patience);
  try {
    file.write_binding(here);
    file.sync();
  } catch (...) {
    file.undo();
    throw;
  }
}

/// Not now, then the next time.
void try_to_bind(WindowKeyFile& file, const Binding& here) try {
  Patience none;
  bind(file, here, none);
} catch (const Error& error) {
  if (error.kind() != ErrorKind::not_written && error.kind() != ErrorKind::busy) throw;
}

Error a_copy(const fs::path& here, const fs::path& original) {
  return {
      ErrorKind::not_a_vault,
      here.string() + " is a copy of the vault " + original.string() + ": it can only be looked at",
      "name that one with --vault; or mayfly init --adopt, to go on with this copy in its place"};
}

Error not_told(const fs::path& here) {
  return {ErrorKind::not_a_vault,
          "the window-key file is damaged where it names its vault: " + here.string() +
              " may be a copy, and can only be looked at",
          "if it is none: mayfly init --adopt"};
}

}  // namespace

std::optional<Error> look_at_binding(VaultState& vault, WindowKeyFile& file) {
  const auto& bound = file.binding();
  if (!bound) return not_told(vault.place.path);
  // Nearly always: without a look at the folders of the window keys.
  if (bound->database == vault.place && file.is_at_inode_of(bound->window_keys))
    return std::nullopt;
  const Binding here = binding_here(vault, file);
  const Standing standing = standing_of(*bound, here);
  if (standing == Standing::copied) return a_copy(vault.place.path, bound->database.path);
  if (standing == Standing::taken && !vault.options.look_only && file.is_writable())
    try_to_bind(file, here);
  return std::nullopt;
}

bool adopt(VaultState& vault, WindowKeyFile& file) {
  const Binding here = binding_here(vault, file);
  if (file.binding() == here) return false;
  bind(file, here, vault.patience);
  return true;
}

}  // namespace mayfly
