// How a window key comes into a window-key file, and how those who share it find it.

#include <algorithm>

#include "window_keys/file/file_key_store.h"

namespace mayfly::window_keys {

std::optional<WindowKey> FileKeyStore::shared(Instant window_end, const TagOf& tag_of) {
  auto found = slot_of_window(window_end, tag_of);
  if (found && found->second.generation > file_.header().confirmed) {
    // Its maker was killed before it knew that the key is on the disk.
    const auto lock = file_.lock(*patience_);
    found = slot_of_window(window_end, tag_of);  // it may have been destroyed meanwhile
    if (found) {
      Header header = file_.header();
      header.earliest_end = std::min(header.earliest_end, found->second.window_end);
      file_.write_header(std::move(header), true);
      file_.write_slot(found->first, found->second);
      file_.sync();
      confirm(found->second.generation);
    }
  }
  if (!found) return std::nullopt;
  return WindowKey{Generation{found->second.generation}, std::move(found->second.key)};
}

std::optional<std::pair<std::uint64_t, Slot>> FileKeyStore::slot_of_window(Instant window_end,
                                                                           const TagOf& tag_of) {
  std::optional<std::pair<std::uint64_t, Slot>> found;
  file_.each_live([&](std::uint64_t index, const Slot& slot) {
    const WindowId id = id_of(slot);
    const bool wanted =
        slot.uses == 0 && id.end == window_end && may_share(time_.record(), slot.generation);
    if (wanted && slot.tag == tag_of(id, slot.key) && !has_ended(slot)) found.emplace(index, slot);
    return !found;
  });
  return found;
}

WindowKey FileKeyStore::make(const Wanted& wanted, const TagOf& tag_of, const IsUsed& is_used) {
  const auto lock = file_.lock(*patience_);
  const Room room = find_room(wanted, is_used);
  Slot slot{room.last_generation + 1, to_unix_ms(wanted.window_end), wanted.uses,
            SecureBytes(kWindowKeySize)};
  random_->fill(slot.key);
  if (wanted.uses == 0) slot.tag = tag_of(id_of(slot), slot.key);
  file_.write_whole([&] { write_new(room, slot); });
  confirm(slot.generation);
  return {Generation{slot.generation}, std::move(slot.key)};
}

/// A slot that is free, or whose key may be destroyed for this one.
FileKeyStore::Room FileKeyStore::find_room(const Wanted& wanted, const IsUsed& is_used) {
  const auto is_planted = [&](const Slot& slot) {
    const WindowId id = id_of(slot);
    return slot.uses == 0 && id.end == wanted.window_end && !is_used(id.generation);
  };
  std::optional<std::uint64_t> free, planted;
  std::uint64_t count = 0;  // of all that the file has, whatever the header says
  std::int64_t last_generation = std::max(number_of(wanted.above), file_.header().generation);
  file_.each_slot([&](std::uint64_t index, SlotState state, const Slot& slot) {
    count = index + 1;
    if (state == SlotState::free && !free) free = index;
    const bool holds_key = state == SlotState::live || state == SlotState::newer;
    if (holds_key) last_generation = std::max(last_generation, slot.generation);
    if (state == SlotState::live && !planted && is_planted(slot)) planted = index;
    return true;
  });
  if (planted) free = planted;
  return {free.value_or(count), !free, last_generation};
}

void FileKeyStore::write_new(const Room& room, const Slot& slot) {
  if (room.grow) file_.grow(room.slot, *random_);
  // The header first: if we are killed in between, it knows of one end too many.
  Header header = file_.header();
  header.generation = slot.generation;
  header.earliest_end = std::min(header.earliest_end, slot.window_end);
  header.slot_count = std::max(header.slot_count, room.slot + 1);
  file_.write_header(std::move(header), true);
  write_clock_if_new();
  file_.write_slot(room.slot, slot);
}

void FileKeyStore::confirm(std::int64_t generation) {
  Header header = file_.header();
  header.confirmed = std::max(header.confirmed, generation);
  file_.write_header(std::move(header), false);
}

}  // namespace mayfly::window_keys
