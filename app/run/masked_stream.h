#pragma once

#include "run/mask/masker.h"

namespace mayfly::app {

/// A pipe into which the program writes, and the stream that gets it without its secrets. Nothing
/// here waits: another stream, a signal or the end may come.
class MaskedStream {
 public:
  /// Throws Error{unexpected} if there is no pipe.
  MaskedStream(const MaskForms& forms, int target);
  ~MaskedStream();
  MaskedStream(const MaskedStream&) = delete;
  MaskedStream& operator=(const MaskedStream&) = delete;

  int target() const { return target_; }

  /// In the child: the pipe in the place of `number`.
  void give(int number) const;
  /// In the parent, once the child is there.
  void close_writing_end();

  /// What poll(2) is to wait for; -1 if nothing.
  int to_read() const { return pending_.size() < kMostPending ? from_ : -1; }
  int to_write() const { return pending_.empty() ? -1 : target_; }
  bool is_done() const { return from_ < 0 && pending_.empty(); }

  void read_some();
  void write_some();
  /// Reads what is there, and no more.
  void read_rest();
  void abandon();

 private:
  static constexpr std::size_t kMostPending = std::size_t{64} << 10;
  void end_reading();

  Masker masker_;
  int target_;
  int from_ = -1;  ///< -1 once it has ended
  int writing_end_ = -1;
  SecureBytes pending_;  ///< to be written
};

}  // namespace mayfly::app
