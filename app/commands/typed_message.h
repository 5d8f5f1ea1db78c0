#pragma once

#include <functional>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// Reads what a person types at the terminal `fd` until the end is typed (Ctrl-D), at most
/// `max_size` + 1 bytes. Lines may have any length: it edits them itself, and shows them as the
/// terminal would, whose settings are put back on every way out. `begin` is called when it is ready
/// for keys. Throws Error{usage} for a line that the terminal may have cut: one that was typed
/// before, or any if the terminal cannot be written to.
SecureBytes read_terminal(int fd, std::size_t max_size, const std::function<void()>& begin);

}  // namespace mayfly::app
