#pragma once

#include <csignal>

namespace mayfly::app {

/// Something that must be put in order before a signal ends or stops the program. Both functions
/// are called by a signal handler.
class Interruptible {
 public:
  virtual ~Interruptible() = default;
  virtual void leave() noexcept = 0;
  virtual void resume() noexcept = 0;  ///< the program goes on after it was stopped
};

/// While one lives, leave() is called before a signal ends or stops the program, whichever it is;
/// then the signal has its effect. What is ignored stays so. There is one at a time.
class CaughtSignals {
 public:
  explicit CaughtSignals(Interruptible& work);
  ~CaughtSignals();
  CaughtSignals(const CaughtSignals&) = delete;
  CaughtSignals& operator=(const CaughtSignals&) = delete;
};

/// While one lives, the signals that are caught have no effect but to end wait(); then they have
/// it.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  /// Until there is something to read, or a signal has come: then false.
  bool wait(int fd) const;

  /// Whether Control-C has come, which then has no effect but this.
  bool take_interrupt() const;

 private:
  sigset_t before_{};
  int arrivals_ = -1;
};

}  // namespace mayfly::app
