#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "mayfly/bytes.h"
#include "mayfly/fingerprint.h"
#include "tool/tool.h"

namespace mayfly::app {

/// A place from which people paste.
class Clipboard {
 public:
  virtual ~Clipboard() = default;

  /// Of the program that serves it: "xclip".
  virtual std::string name() const = 0;

  /// What a person should know of it besides; nothing for most.
  virtual std::string remark() const { return {}; }

  /// Whether it tells if it has taken a text, and what it holds. Otherwise put() and clear() are
  /// attempts.
  virtual bool is_confirmed() const { return true; }
  virtual std::size_t max_size() const { return kMaxMessageSize; }  ///< bytes

  /// Puts a text there. Throws Error{output_failed} if that fails, as far as can be told.
  virtual void put(ByteView text) = 0;

  /// Takes it away if it is still there; what others have put there stays. If that cannot be told,
  /// takes away what is there.
  virtual void clear(const Fingerprint& text) = 0;

  /// An open descriptor that it needs; -1 if it needs none.
  virtual int descriptor() const noexcept { return -1; }
};

/// The clipboard of the desktop (wl-copy, xclip or xsel), or else of tmux, or else of the terminal.
/// Each is looked at first: one that does not answer (a display that has ended) is passed over.
/// Throws Error{usage} if there is none.
std::unique_ptr<Clipboard> find_clipboard(const Tool& tool);

/// By programs of the desktop, as its variables say; null if there is none.
std::unique_ptr<Clipboard> find_desktop_clipboard(const Environment& environment);

/// By tmux, if we run in it; null otherwise.
std::unique_ptr<Clipboard> find_tmux_clipboard(const Environment& environment);

/// By an escape sequence to our terminal (OSC 52); null if there is no terminal that may know it.
std::unique_ptr<Clipboard> find_terminal_clipboard(const Environment& environment);

}  // namespace mayfly::app
