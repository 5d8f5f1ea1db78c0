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
  const Destruction destruction = destroy_where(
      [&](SlotState state, const Slot& slot) {
        return state == SlotState::live && generations.contains(Generation{slot.generation});
      },
      file_.header().unconfirmed, failure);
  if (!failure) attempt(failure, [&] { file_.sync(); });
  if (!failure) return destruction.destroyed;
  // They are alive: whoever wanted to read or remove them can do so again.
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
