#include "window_keys/file/window_keys.h"

#include <algorithm>

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

constexpr std::size_t kMostUnsynced = 256;  // blocks: they are held in memory, before and after

/// One bad block keeps no other key alive: the error is kept.
template <class Work>
void attempt(std::optional<Error>& failure, Work&& work) try {
  work();
} catch (const Error& error) {
  failure = error;
}

}  // namespace

void Destroyed::add(std::int64_t due) {
  ++count;
  earliest_due = std::min(earliest_due, due);
}

std::int64_t WindowKeys::begin_access(bool may_write) {
  file_.refresh();
  look();
  if (!may_write || !is_worth_keeping(file_.clock(), time_)) return look_.now;
  try {
    keep_time();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_written) throw;
  }
  return look_.now;
}

void WindowKeys::look() {
  time_ = file_.clock();
  look_ = look_at_clocks(time_, *clock_, file_.header().generation);
  if (look_.older_by == 0) return;
  const auto living = generations();
  compact(time_.agings, std::vector<std::int64_t>(living.begin(), living.end()));
}

/// Nobody waits for a clock. What another process has kept meanwhile is not written over.
void WindowKeys::keep_time() {
  if (!file_.try_lock()) return;
  const Unlock unlock{file_};
  const ClockRecord seen = file_.clock();
  file_.refresh();
  if (file_.clock() != seen) look();
  const bool new_boot = file_.clock().boot_id != time_.boot_id;
  file_.write_clock(time_, false);
  if (!new_boot) return;
  // After a power cut a slot may be there that the header does not know of.
  Header header = file_.header();
  header.earliest_end = earliest_end();
  file_.write_header(std::move(header), false);
}

/// In the lock, before a sync.
void WindowKeys::write_clock_if_new() {
  if (time_.on_disk) return;
  look();  // another process may have kept more meanwhile
  time_.on_disk = true;
  file_.write_clock(time_, true);
}

void WindowKeys::bring_clock_to_disk() {
  if (time_.on_disk) return;
  const auto lock = file_.lock(*patience_);
  try {
    write_clock_if_new();
    file_.sync();
  } catch (...) {
    file_.undo();
    throw;
  }
}

void WindowKeys::remember(std::int64_t last_message) {
  if (last_message <= file_.header().last_message) return;
  const auto write = [&] {
    Header header = file_.header();
    header.last_message = std::max(header.last_message, last_message);
    file_.write_header(std::move(header), false);
  };
  // In an instant, so those who come need no tickets.
  if (file_.try_lock()) {
    const Unlock unlock{file_};
    file_.refresh();
    return write();
  }
  const auto lock = file_.lock(*patience_);
  write();
}

bool WindowKeys::any_ended(std::int64_t now) {
  const Header& header = file_.header();
  if (header.unconfirmed) return true;
  if (header.earliest_end == kNever || header.earliest_end - aged_by(0) > now) return false;
  return time_.agings.empty() || look_for_ended().count > 0;
}

std::int64_t WindowKeys::earliest_end() {
  std::int64_t earliest = kNever;
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    earliest = std::min(earliest, slot.window_end);
    return true;
  });
  return earliest;
}

Destroyed WindowKeys::destroy_ended() {
  // Such a file cannot even be locked; it is only an error if there is something to do.
  if (!file_.is_writable() && look_for_ended().count == 0) return {};
  const auto lock = file_.lock(*patience_);
  const std::int64_t at = now();
  const bool again = file_.header().unconfirmed;  // then nobody knows what the disk holds
  std::optional<Error> failure;
  Destruction destruction = destroy_where(
      [&](SlotState state, const Slot& slot) {
        return state == SlotState::torn || (state == SlotState::free && again) ||
               (state == SlotState::live && due(slot) <= at);
      },
      false, failure);
  attempt(failure, [&] { file_.sync(); });
  if (!failure) return destruction.destroyed;
  // What has ended is not written back. The next one must write over all that is not alive.
  Header header = file_.header();
  header.unconfirmed = true;
  try {
    file_.write_header(std::move(header), false);
  } catch (const Error&) {
    // The error that brought us here says it.
  }
  throw Error(*failure);
}

Destroyed WindowKeys::destroy(const std::set<std::int64_t>& generations) {
  const auto lock = file_.lock(*patience_);
  std::optional<Error> failure;
  const Destruction destruction = destroy_where(
      [&](SlotState state, const Slot& slot) {
        return state == SlotState::live && generations.contains(slot.generation);
      },
      file_.header().unconfirmed, failure);
  if (!failure) attempt(failure, [&] { file_.sync(); });
  if (!failure) return destruction.destroyed;
  // They are alive: whoever wanted to read or remove them can do so again.
  if (file_.undo() && !destruction.synced) throw Error(*failure);
  throw Error(failure->kind(), failure->what(), "what was to go may be gone all the same");
}

template <class Doomed>
WindowKeys::Destruction WindowKeys::destroy_where(Doomed&& doomed, bool unconfirmed,
                                                  std::optional<Error>& failure) {
  Destruction destruction;
  const auto visit = [&](std::uint64_t index, SlotState state, const Slot& slot) {
    if (doomed(state, slot)) {
      attempt(failure, [&] {
        if (file_.unsynced() >= kMostUnsynced) {
          file_.sync();
          destruction.synced = true;
        }
        file_.destroy_slot(index, *random_);
      });
      destruction.changed = true;
      if (state == SlotState::live) destruction.destroyed.add(due(slot));
    } else if (state == SlotState::live) {
      destruction.earliest_left = std::min(destruction.earliest_left, slot.window_end);
    }
    return true;
  };
  attempt(failure, [&] { file_.each_slot(visit); });
  Header header = file_.header();
  if (destruction.changed || destruction.earliest_left != header.earliest_end ||
      unconfirmed != header.unconfirmed) {
    header.earliest_end = destruction.earliest_left;
    header.unconfirmed = unconfirmed;
    attempt(failure, [&] { file_.write_header(std::move(header), true); });
  }
  return destruction;
}

Destroyed WindowKeys::look_for_ended() {
  Destroyed ended;
  const std::int64_t at = now();
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    if (due(slot) <= at) ended.add(due(slot));
    return true;
  });
  return ended;
}

std::optional<SecureBytes> WindowKeys::find(std::int64_t generation, std::int64_t window_end) {
  std::optional<SecureBytes> key;
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    if (slot.generation == generation && slot.window_end == window_end) key = slot.key;
    return !key;
  });
  return key;
}

std::set<std::int64_t> WindowKeys::generations() {
  std::set<std::int64_t> all;
  file_.each_key([&](const Slot& slot) { all.insert(slot.generation); });
  return all;
}

std::set<std::int64_t> WindowKeys::burn_generations() {
  std::set<std::int64_t> all;
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    if (slot.burn) all.insert(slot.generation);
    return true;
  });
  return all;
}

std::set<std::int64_t> WindowKeys::newer_generations() {
  std::set<std::int64_t> all;
  file_.each_slot([&](std::uint64_t, SlotState state, const Slot& slot) {
    if (state == SlotState::newer) all.insert(slot.generation);
    return true;
  });
  return all;
}

std::optional<WindowKey> WindowKeys::key_of_window(std::int64_t window_end, const TagOf& tag_of) {
  auto found = slot_of_window(window_end, tag_of);
  if (found && found->second.generation > file_.header().confirmed) {
    // Its maker was killed before it knew that the key is on the disk.
    const auto lock = file_.lock(*patience_);
    found = slot_of_window(window_end, tag_of);  // it may have been destroyed meanwhile
    if (found) {
      Header header = file_.header();
      header.earliest_end = std::min(header.earliest_end, window_end);
      file_.write_header(std::move(header), true);
      file_.write_slot(found->first, found->second);
      file_.sync();
      confirm(found->second.generation);
    }
  }
  if (!found) return std::nullopt;
  return WindowKey{found->second.generation, std::move(found->second.key)};
}

std::optional<std::pair<std::uint64_t, Slot>> WindowKeys::slot_of_window(std::int64_t window_end,
                                                                         const TagOf& tag_of) {
  std::optional<std::pair<std::uint64_t, Slot>> found;
  file_.each_live([&](std::uint64_t index, const Slot& slot) {
    const bool wanted =
        !slot.burn && slot.window_end == window_end && may_share(time_, slot.generation);
    if (wanted && slot.tag == tag_of(window_end, slot.generation, slot.key))
      found.emplace(index, slot);
    return !found;
  });
  return found;
}

WindowKey WindowKeys::make(const Wanted& wanted, const TagOf& tag_of, const IsUsed& is_used) {
  const auto lock = file_.lock(*patience_);
  const auto is_planted = [&](const Slot& slot) {
    return !slot.burn && slot.window_end == wanted.window_end && !is_used(slot.generation);
  };
  std::optional<std::uint64_t> free, planted;
  std::uint64_t count = 0;  // of all that the file has, whatever the header says
  std::int64_t last_generation = std::max(wanted.last_generation, file_.header().generation);
  file_.each_slot([&](std::uint64_t index, SlotState state, const Slot& slot) {
    count = index + 1;
    if (state == SlotState::free && !free) free = index;
    const bool holds_key = state == SlotState::live || state == SlotState::newer;
    if (holds_key) last_generation = std::max(last_generation, slot.generation);
    if (state == SlotState::live && !planted && is_planted(slot)) planted = index;
    return true;
  });
  if (planted) free = planted;
  Slot slot{last_generation + 1, wanted.window_end, wanted.burn, SecureBytes(kWindowKeySize)};
  random_->fill(slot.key);
  if (!wanted.burn) slot.tag = tag_of(slot.window_end, slot.generation, slot.key);
  try {
    if (!free) {
      file_.grow(count, *random_);
      free = count;
    }
    // The header first: were we killed between them, it would know of an end too many.
    Header header = file_.header();
    header.generation = slot.generation;
    header.earliest_end = std::min(header.earliest_end, slot.window_end);
    header.slot_count = std::max(header.slot_count, *free + 1);
    file_.write_header(std::move(header), true);
    write_clock_if_new();
    file_.write_slot(*free, slot);
    file_.sync();
  } catch (...) {
    file_.undo();
    throw;
  }
  confirm(slot.generation);
  return {slot.generation, std::move(slot.key)};
}

void WindowKeys::confirm(std::int64_t generation) {
  Header header = file_.header();
  header.confirmed = std::max(header.confirmed, generation);
  file_.write_header(std::move(header), false);
}

}  // namespace mayfly::window_keys
