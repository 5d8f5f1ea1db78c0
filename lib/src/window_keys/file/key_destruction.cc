// How window keys in a window-key file are destroyed.

#include <algorithm>

#include "window_keys/file/file_key_store.h"

namespace mayfly::window_keys {
namespace {

constexpr std::size_t kMostUnsynced = 256;  // blocks: they are held in memory, before and after

/// One bad block keeps no other key alive: the error is kept.
template <class Work>
void attempt(std::optional<Error>& failure, Work&& work) try {
  work();
} catch (const Error& error) {
  failure = error;
}

}  // namespace

bool FileKeyStore::any_ended(Instant now) {
  const Header& header = file_.header();
  if (header.unconfirmed) return true;
  if (header.earliest_end == kNever) return false;
  const WindowId earliest_and_oldest{from_unix_ms(header.earliest_end), Generation{0}};
  if (time_.due(earliest_and_oldest) > now) return false;
  return !time_.has_aged() || look_for_ended().count > 0;
}

Destroyed FileKeyStore::look_for_ended() {
  Destroyed ended;
  const Instant at = time_.now();
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    if (due(slot) <= at) ended.add(due(slot));
    return true;
  });
  return ended;
}

Destroyed FileKeyStore::destroy_ended() {
  // A file that is not writable cannot even be locked; that is only an error if there is something
  // to do.
  if (!file_.is_writable() && look_for_ended().count == 0) return {};
  const auto lock = file_.lock(*patience_);
  const Instant at = time_.now();
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
    // The error that is thrown below says it already.
  }
  throw Error(*failure);
}

Destroyed FileKeyStore::destroy(const std::set<Generation>& generations) {
  const auto lock = file_.lock(*patience_);
  std::optional<Error> failure;
  const Destruction destruction = destroy_these(generations, failure);
  confirm_or_undo(destruction, failure);
  return destruction.destroyed;
}

std::map<Generation, Uses> FileKeyStore::use(const Taken& taken) {
  const auto lock = file_.lock(*patience_);
  auto left = left_after(taken);
  std::set<Generation> used_up;
  for (const auto& [generation, uses] : left)
    if (uses == 0) used_up.insert(generation);
  std::optional<Error> failure;
  attempt(failure, [&] { count_down(left); });
  Destruction destruction;
  if (!failure && !used_up.empty()) destruction = destroy_these(used_up, failure);
  confirm_or_undo(destruction, failure);
  return left;
}

/// If there are several slots of one generation, the lowest number counts.
std::map<Generation, Uses> FileKeyStore::left_after(const Taken& taken) {
  std::map<Generation, Uses> left;
  file_.each_live([&](std::uint64_t, const Slot& slot) {
    const Generation generation{slot.generation};
    const bool all = taken.all.contains(generation);
    if (!all && !taken.one_use.contains(generation)) return true;
    const Uses rest = all || slot.uses == 0 ? 0 : slot.uses - 1;
    const auto [found, first] = left.emplace(generation, rest);
    if (!first) found->second = std::min(found->second, rest);
    return true;
  });
  return left;
}

/// Each is one sector, which a disk writes whole: whoever looks finds one number or the other.
void FileKeyStore::count_down(const std::map<Generation, Uses>& left) {
  file_.each_live([&](std::uint64_t index, const Slot& slot) {
    const auto found = left.find(Generation{slot.generation});
    if (found == left.end() || found->second == 0) return true;
    Slot used = slot;
    used.uses = found->second;
    file_.write_slot(index, used);
    return true;
  });
}

FileKeyStore::Destruction FileKeyStore::destroy_these(const std::set<Generation>& doomed,
                                                      std::optional<Error>& failure) {
  const auto is_doomed = [&](SlotState state, const Slot& slot) {
    return state == SlotState::live && doomed.contains(Generation{slot.generation});
  };
  return destroy_where(is_doomed, file_.header().unconfirmed, failure);
}

/// What is not confirmed is alive, as before: whoever wanted to read or remove it can do so again.
void FileKeyStore::confirm_or_undo(const Destruction& destruction, std::optional<Error> failure) {
  if (!failure) attempt(failure, [&] { file_.sync(); });
  if (!failure) return;
  if (file_.undo() && !destruction.synced) throw Error(*failure);
  throw Error(failure->kind(), failure->what(),
              "what was to be destroyed may be gone all the same");
}

template <class Doomed>
FileKeyStore::Destruction FileKeyStore::destroy_where(Doomed&& doomed, bool unconfirmed,
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

}  // namespace mayfly::window_keys
