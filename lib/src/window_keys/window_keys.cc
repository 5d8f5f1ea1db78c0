#include "window_keys/window_keys.h"

#include <algorithm>

namespace mayfly::window_keys {
namespace {

constexpr std::int64_t kKeepTimeEvery = 60'000;  // ms
constexpr std::size_t kMostUnsynced = 256;  // blocks: they are held in memory, before and after

}  // namespace

void Destroyed::add(const Slot& slot) {
  ++count;
  earliest_end = std::min(earliest_end, slot.window_end);
}

std::int64_t WindowKeys::begin_access(bool may_write) {
  file_.refresh();
  time_ = file_.header().clock;
  const std::int64_t at = now();
  const ClockState& kept = file_.header().clock;
  const bool due = time_ != kept || at - kept.high_water_mark >= kKeepTimeEvery;
  if (!due || !may_write) return at;
  try {
    Patience none;
    keep(none, 0);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_written && error.kind() != ErrorKind::busy) throw;
  }
  return at;
}

void WindowKeys::remember(std::int64_t last_message) {
  keep(*patience_, last_message);
}

void WindowKeys::keep(Patience& patience, std::int64_t last_message) {
  const auto lock = file_.lock(patience);
  Header header = file_.header();
  const BootId boot_before = header.clock.boot_id;
  keep_time(header);
  // After a power cut a slot may be there that the header does not know of.
  if (header.clock.boot_id != boot_before) header.earliest_end = earliest_end();
  header.last_message = std::max(header.last_message, last_message);
  file_.write_header(std::move(header), false);
}

std::int64_t WindowKeys::earliest_end() {
  std::int64_t earliest = kNever;
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    earliest = std::min(earliest, slot.window_end);
    return true;
  });
  return earliest;
}

void WindowKeys::keep_time(Header& header) {
  time_ = header.clock;
  const std::int64_t at = now();
  time_.high_water_mark = std::max(time_.high_water_mark, at);
  header.clock = time_;
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
               (state == SlotState::live && slot.window_end <= at);
      },
      false, failure);
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
  if (!failure) return destruction.destroyed;
  file_.undo();  // they are alive: whoever wanted to read or remove them can do so again
  throw Error(*failure);
}

template <class Doomed>
WindowKeys::Destruction WindowKeys::destroy_where(Doomed&& doomed, bool unconfirmed,
                                                  std::optional<Error>& failure) {
  const auto attempt = [&](auto&& work) {
    try {
      work();
    } catch (const Error& error) {
      failure = error;  // one bad block keeps no other key alive
    }
  };
  Destruction destruction;
  const auto visit = [&](std::uint64_t index, SlotState state, const Slot& slot) {
    if (doomed(state, slot)) {
      attempt([&] {
        if (file_.unsynced() >= kMostUnsynced) file_.sync();
        file_.destroy_slot(index, *random_);
      });
      destruction.changed = true;
      if (state == SlotState::live) destruction.destroyed.add(slot);
    } else if (state == SlotState::live) {
      destruction.earliest_left = std::min(destruction.earliest_left, slot.window_end);
    }
    return true;
  };
  attempt([&] { file_.each_slot(visit); });
  Header header = file_.header();
  if (destruction.changed || destruction.earliest_left != header.earliest_end ||
      unconfirmed != header.unconfirmed) {
    header.earliest_end = destruction.earliest_left;
    header.unconfirmed = unconfirmed;
    keep_time(header);
    attempt([&] { file_.write_header(std::move(header), true); });
  }
  attempt([&] { file_.sync(); });
  return destruction;
}

Destroyed WindowKeys::look_for_ended() {
  Destroyed ended;
  const std::int64_t at = now();
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    if (slot.window_end <= at) ended.add(slot);
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
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    all.insert(slot.generation);
    return true;
  });
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

std::optional<WindowKey> WindowKeys::key_of_window(std::int64_t window_end) {
  auto found = slot_of_window(window_end);
  if (found && found->second.generation > file_.header().confirmed) {
    // Its maker was killed before it knew that the key is on the disk.
    const auto lock = file_.lock(*patience_);
    found = slot_of_window(window_end);  // it may have been destroyed meanwhile
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

std::optional<std::pair<std::uint64_t, Slot>> WindowKeys::slot_of_window(std::int64_t window_end) {
  std::optional<std::pair<std::uint64_t, Slot>> found;
  file_.each_live([&](std::uint64_t index, const Slot& slot) {
    if (!slot.burn && slot.window_end == window_end) found.emplace(index, slot);
    return !found;
  });
  return found;
}

WindowKey WindowKeys::make(std::int64_t window_end, bool burn, std::int64_t last_generation) {
  const auto lock = file_.lock(*patience_);
  std::optional<std::uint64_t> free;
  std::uint64_t count = 0;  // of all that the file has, whatever the header says
  last_generation = std::max(last_generation, file_.header().generation);
  file_.each_slot([&](std::uint64_t index, SlotState state, const Slot& slot) {
    count = index + 1;
    if (state == SlotState::free && !free) free = index;
    if (state == SlotState::live) last_generation = std::max(last_generation, slot.generation);
    return true;
  });
  Slot slot{last_generation + 1, window_end, burn, SecureBytes(kWindowKeySize)};
  random_->fill(slot.key);
  try {
    if (!free) {
      file_.grow(count, *random_);
      free = count;
    }
    // The header first: were we killed between them, it would know of an end too many.
    Header header = file_.header();
    header.generation = slot.generation;
    header.earliest_end = std::min(header.earliest_end, window_end);
    header.slot_count = std::max(header.slot_count, *free + 1);
    keep_time(header);
    file_.write_header(std::move(header), true);
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
