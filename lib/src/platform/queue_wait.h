#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "platform/patience.h"
#include "platform/ticket_queue.h"

namespace mayfly::platform {

/// How often a holder has let the file go because it had waited in vain for another lock.
using GivenUp = std::function<std::uint64_t()>;

/// One process's wait in a queue, look by look.
class QueueWait {
 public:
  /// `path` and `patience` must outlive it.
  QueueWait(int file, const std::filesystem::path& path, Patience& patience, GivenUp given_up)
      : queue_(file, path), patience_(&patience), given_up_(std::move(given_up)) {}

  /// Holds the file at once, if nobody else holds it or waits.
  bool enter_empty() { return queue_.enter_empty(); }

  /// Takes a ticket at first, then looks. True if it is our turn: then we hold the file. Otherwise
  /// it sleeps until the next look is due. Throws Error{busy} when the patience is at its end.
  bool step();

  /// Lets the file go, and keeps the ticket: the next step() holds it again, unless others have
  /// passed us by in the meantime.
  void step_back() { queue_.step_back(); }

 private:
  void note_moves(const QueueLook& look);
  bool in_vain();
  void pause(std::chrono::nanoseconds time) const;

  TicketQueue queue_;
  Patience* patience_;
  GivenUp given_up_;
  std::uint64_t count_ = 0;          // of given_up_, at the last move
  std::optional<QueueLook> before_;  // nothing until there is a ticket
  std::chrono::nanoseconds same_{};  // since they moved
  bool passed_ = false;              // by us, who stood in front
};

}  // namespace mayfly::platform
