#pragma once

#include <chrono>
#include <functional>

#include "clipboard/clipboard.h"

namespace mayfly::app {

/// Returns after that time, or earlier if whoever waits is asked to end.
using Pause = std::function<void(std::chrono::milliseconds)>;

/// Clears the clipboard of a text when its time is over. What goes wrong is nobody's to be told.
void clear_after(Clipboard& clipboard, const Fingerprint& text, std::chrono::milliseconds time,
                 const Pause& pause);

/// A process that clears the clipboard later, and outlives us and our terminal. It is made before
/// there is a secret, of which it has no copy: it is told a Fingerprint, no text.
class ClearingProcess {
 public:
  /// Throws Error{unexpected} if there can be no process.
  explicit ClearingProcess(Clipboard& clipboard);
  ~ClearingProcess();  ///< which ends it, unless it was started
  ClearingProcess(const ClearingProcess&) = delete;
  ClearingProcess& operator=(const ClearingProcess&) = delete;

  /// From now on the text is cleared after that time, by the time that passes also while the
  /// machine sleeps; earlier if the process is asked to end (SIGTERM). Throws Error{unexpected} if
  /// there is no such process any more.
  void start(const Fingerprint& text, std::chrono::milliseconds time) const;

 private:
  int order_ = -1;
};

}  // namespace mayfly::app
