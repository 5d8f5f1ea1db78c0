#pragma once

#include <fcntl.h>

#include <filesystem>

#include "platform/descriptor.h"
#include "platform/ticket_queue.h"

namespace mayfly::test {

/// One process's place in the queue at a file, step by step.
class QueuePlace {
 public:
  explicit QueuePlace(const std::filesystem::path& path, int mode = O_RDWR)
      : path_(path),
        file_(::open(path.c_str(), mode | O_CREAT | O_CLOEXEC, 0600)),
        queue_(file_.get(), path_) {}
  QueuePlace(const QueuePlace&) = delete;
  QueuePlace& operator=(const QueuePlace&) = delete;

  platform::TicketQueue* operator->() { return &queue_; }

  /// Leaves the queue, in which it held the file or waited.
  void leave() { platform::leave_queue(file_.get()); }

 private:
  std::filesystem::path path_;
  platform::Descriptor file_;
  platform::TicketQueue queue_;
};

}  // namespace mayfly::test
