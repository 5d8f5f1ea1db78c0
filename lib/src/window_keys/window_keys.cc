#include "window_keys/window_keys.h"

#include <algorithm>

namespace mayfly::window_keys {
namespace {

constexpr std::int64_t kKeepTimeEvery = 60'000;  // ms

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
    keep({}, 0);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_written && error.kind() != ErrorKind::busy) throw;
  }
  return at;
}

void WindowKeys::remember(std::int64_t last_message) {
  keep(timeout_, last_message);
}

void WindowKeys::keep(std::chrono::milliseconds timeout, std::int64_t last_message) {
  const auto lock = file_.lock(timeout);
  Header header = file_.header();
  keep_time(header);
  header.last_message = std::max(header.last_message, last_message);
  file_.write_header(std::move(header), false);
}

void WindowKeys::keep_time(Header& header) {
  time_ = header.clock;
  const std::int64_t at = now();
  time_.high_water_mark = std::max(time_.high_water_mark, at);
  header.clock = time_;
}

Destroyed WindowKeys::destroy_ended() {
  const std::int64_t at = now();
  return destroy_where([&](SlotState state, const Slot& slot) {
    return state == SlotState::torn || slot.window_end <= at;
  });
}

Destroyed WindowKeys::destroy(const std::set<std::int64_t>& generations) {
  return destroy_where([&](SlotState state, const Slot& slot) {
    return state == SlotState::live && generations.contains(slot.generation);
  });
}

template <class Doomed>
Destroyed WindowKeys::destroy_where(Doomed&& doomed) {
  const auto lock = file_.lock(timeout_);
  Destroyed destroyed;
  std::int64_t earliest_left = kNever;
  bool changed = false;
  try {
    file_.each_slot([&](std::uint64_t index, SlotState state, const Slot& slot) {
      if (state == SlotState::free) return true;
      if (doomed(state, slot)) {
        file_.destroy_slot(index, *random_);
        changed = true;
        if (state == SlotState::live) destroyed.add(slot);
      } else if (state == SlotState::live) {
        earliest_left = std::min(earliest_left, slot.window_end);
      }
      return true;
    });
    if (changed || earliest_left != file_.header().earliest_end) {
      Header header = file_.header();
      header.earliest_end = earliest_left;
      keep_time(header);
      file_.write_header(std::move(header), true);
    }
    file_.sync();
  } catch (...) {
    file_.undo();
    throw;
  }
  return destroyed;
}

Destroyed WindowKeys::look_for_ended() {
  Destroyed ended;
  const std::int64_t at = now();
  file_.each_slot([&](std::uint64_t, SlotState state, const Slot& slot) {
    if (state == SlotState::live && slot.window_end <= at) ended.add(slot);
    return true;
  });
  return ended;
}

std::optional<SecureBytes> WindowKeys::find(std::int64_t generation, std::int64_t window_end) {
  std::optional<SecureBytes> key;
  file_.each_slot([&](std::uint64_t, SlotState state, const Slot& slot) {
    if (state != SlotState::live || slot.generation != generation) return true;
    if (slot.window_end == window_end) key = slot.key;
    return false;
  });
  return key;
}

std::set<std::int64_t> WindowKeys::generations() {
  std::set<std::int64_t> all;
  file_.each_slot([&](std::uint64_t, SlotState state, const Slot& slot) {
    if (state == SlotState::live) all.insert(slot.generation);
    return true;
  });
  return all;
}

std::optional<WindowKey> WindowKeys::key_of_window(std::int64_t window_end) {
  std::optional<Slot> found;
  std::uint64_t at = 0;
  file_.each_slot([&](std::uint64_t index, SlotState state, const Slot& slot) {
    if (state != SlotState::live || slot.burn || slot.window_end != window_end) return true;
    found = slot;
    at = index;
    return false;
  });
  if (!found) return std::nullopt;
  if (found->generation > file_.header().confirmed) {
    // Its maker was killed before it knew that the key is on the disk.
    const auto lock = file_.lock(timeout_);
    file_.write_slot(at, *found);
    file_.sync();
    confirm(found->generation);
  }
  return WindowKey{found->generation, std::move(found->key)};
}

WindowKey WindowKeys::make(std::int64_t window_end, bool burn, std::int64_t last_generation) {
  const auto lock = file_.lock(timeout_);
  std::optional<std::uint64_t> free;
  last_generation = std::max(last_generation, file_.header().generation);
  file_.each_slot([&](std::uint64_t index, SlotState state, const Slot& slot) {
    if (state == SlotState::free && !free) free = index;
    if (state == SlotState::live) last_generation = std::max(last_generation, slot.generation);
    return true;
  });
  Slot slot{last_generation + 1, window_end, burn, SecureBytes(kWindowKeySize)};
  random_->fill(slot.key);
  try {
    if (!free) {
      free = file_.header().slot_count;
      file_.grow(*random_);
    }
    Header header = file_.header();
    header.generation = slot.generation;
    header.earliest_end = std::min(header.earliest_end, window_end);
    keep_time(header);
    file_.write_slot(*free, slot);
    file_.write_header(std::move(header), true);
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
