#include "window_keys/file/file_key_store.h"

#include <algorithm>

#include "platform/private_folder.h"
#include "window_keys/file/ownership.h"

namespace mayfly::window_keys {
namespace {

/// Ends what try_lock() began.
struct Unlock {
  WindowKeyFile& file;
  explicit Unlock(WindowKeyFile& held) : file(held) {}
  ~Unlock() { file.unlock(); }
  Unlock(const Unlock&) = delete;
  Unlock& operator=(const Unlock&) = delete;
};

}  // namespace

FileKeyStore::FileKeyStore(WindowKeyFile file, platform::FilePlace database, Clock& clock,
                           RandomSource& random, Patience& patience)
    : file_(std::move(file)),
      database_(std::move(database)),
      random_(&random),
      patience_(&patience),
      time_(clock) {
  look();
}

void FileKeyStore::require_safe_place() const {
  platform::require_safe_places({platform::folder_of(file_.path())});
}

Instant FileKeyStore::begin_access(MayWrite may_write) {
  file_.refresh();
  look();
  if (may_write == MayWrite::no || !is_worth_keeping(file_.clock(), time_.record()))
    return time_.looked_at();
  try {
    keep_time();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_written) throw;
  }
  return time_.looked_at();
}

void FileKeyStore::look() {
  time_.look(file_.clock(), Generation{file_.header().generation},
             [this] { return generations(Which::all); });
}

/// Nobody waits for a clock. What another process has kept meanwhile is not overwritten.
void FileKeyStore::keep_time() {
  if (!file_.try_lock()) return;
  const Unlock unlock{file_};
  const ClockRecord seen = file_.clock();
  file_.refresh();
  if (file_.clock() != seen) look();
  const bool new_boot = file_.clock().boot_id != time_.record().boot_id;
  file_.write_clock(time_.record(), false);
  if (!new_boot) return;
  // After a power cut a slot may be there that the header does not know of.
  Header header = file_.header();
  header.earliest_end = earliest_end();
  file_.write_header(std::move(header), false);
}

std::int64_t FileKeyStore::earliest_end() {
  std::int64_t earliest = kNever;
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    earliest = std::min(earliest, slot.window_end);
    return true;
  });
  return earliest;
}

/// In the lock, before a sync.
void FileKeyStore::write_clock_if_new() {
  if (time_.record().on_disk) return;
  look();  // another process may have kept more meanwhile
  file_.write_clock(time_.record_to_confirm(), true);
}

void FileKeyStore::confirm_time() {
  if (time_.record().on_disk) return;
  const auto lock = file_.lock(*patience_);
  file_.write_whole([&] { write_clock_if_new(); });
}

KeyCounters FileKeyStore::counters() const {
  const Header& header = file_.header();
  return {Generation{header.generation}, header.last_message};
}

KeyCounters FileKeyStore::look_at_counters() {
  file_.refresh();
  return counters();
}

void FileKeyStore::remember(MessageId last_message) {
  if (last_message <= file_.header().last_message) return;
  const auto write = [&] {
    Header header = file_.header();
    header.last_message = std::max(header.last_message, last_message);
    file_.write_header(std::move(header), false);
  };
  // This takes an instant, so those who come meanwhile need no tickets.
  if (file_.try_lock()) {
    const Unlock unlock{file_};
    file_.refresh();
    return write();
  }
  const auto lock = file_.lock(*patience_);
  write();
}

Ownership FileKeyStore::ownership() const {
  return ownership_of(file_, database_);
}

bool FileKeyStore::bind() {
  return window_keys::bind(file_, database_, *patience_);
}

std::set<Generation> FileKeyStore::generations(Which which) {
  const auto is_wanted = [which](SlotState state, const Slot& slot) {
    if (state == SlotState::newer) return which != Which::counted;
    const bool counted = which == Which::counted && slot.uses > 0;
    return state == SlotState::live && (which == Which::all || counted);
  };
  std::set<Generation> found;
  file_.each_slot([&](std::uint64_t, SlotState state, const Slot& slot) {
    if (is_wanted(state, slot)) found.insert(Generation{slot.generation});
    return true;
  });
  return found;
}

std::map<Generation, Uses> FileKeyStore::uses() {
  std::map<Generation, Uses> found;
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    if (slot.uses > 0) found.emplace(Generation{slot.generation}, slot.uses);
    return true;
  });
  return found;
}

std::optional<SecureBytes> FileKeyStore::find(const WindowId& id) {
  std::optional<SecureBytes> key;
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    if (id_of(slot) == id && !has_ended(slot)) key = slot.key;
    return !key;
  });
  return key;
}

std::map<WindowId, SecureBytes> FileKeyStore::find_each(const std::set<WindowId>& ids) {
  std::map<WindowId, SecureBytes> found;
  if (ids.empty()) return found;
  try {
    file_.each_live([&](std::uint64_t, const Slot& slot) {
      if (ids.contains(id_of(slot)) && !has_ended(slot)) found.emplace(id_of(slot), slot.key);
      return found.size() < ids.size();
    });
  } catch (const Error&) {
    // It is thrown when all other slots were visited.
  }
  return found;
}

void FileKeyStore::inspect(KeyVisitor& visitor) {
  if (file_.header_damaged()) {
    visitor.on_damage("damaged_header", "one of the two headers of the window-key file is damaged");
  }
  if (file_.clock_damaged())
    visitor.on_damage("damaged_clock", "the clock's record in the window-key file is damaged");
  if (!file_.binding()) {
    visitor.on_damage("damaged_binding",
                      "the window-key file does not say which database it belongs to");
  }
  if (file_.header().unconfirmed) {
    visitor.on_damage("unconfirmed_destruction",
                      "the disk did not confirm that all that was destroyed is gone from it");
  }
  file_.each_slot([&](std::uint64_t index, SlotState state, const Slot& slot) {
    if (state == SlotState::free) return true;
    const std::string where = "window-key slot " + std::to_string(index);
    if (state == SlotState::torn)
      visitor.on_damage("torn_window_key", where + " is torn or damaged");
    if (state == SlotState::newer) visitor.on_newer_key(Generation{slot.generation}, where);
    if (state == SlotState::live) visitor.on_key({id_of(slot), slot.uses, slot.key});
    return true;
  });
}

}  // namespace mayfly::window_keys
