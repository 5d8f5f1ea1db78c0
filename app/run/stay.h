#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>

#include "process/io.h"
#include "run/mask/forms.h"

namespace mayfly::app {

/// Why a parent stays with the program, and what it does.
struct Stay {
  std::optional<std::chrono::milliseconds> life;  ///< then the program gets SIGTERM,
  std::chrono::milliseconds grace;                ///< and so much later SIGKILL
  const MaskForms* mask = nullptr;                ///< what is hidden in its output
  Io io;
  bool is_first = false;  ///< of a container: it reaps what others left
};

/// Starts a child, which runs `become`, and stays with it: hands on the signals that others send,
/// ends it in time, and hides secrets in what it writes to pipes and files. Returns the child's
/// exit status, or 128 + the signal that ended it. Throws Error{unexpected} if there can be no
/// child. In the child, what `become` throws comes through; the parent begins with `forget`.
int stay_with(const Stay& stay, const std::function<void()>& become,
              const std::function<void()>& forget);

}  // namespace mayfly::app
