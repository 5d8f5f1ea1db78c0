#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "run/handover.h"
#include "run/mask/forms.h"
#include "tool/tool.h"

namespace mayfly::app {

/// What was taken out of the vault for a program, besides what its handover has.
struct Taken {
  std::string lost;                     ///< what an error that comes later must say of the messages
  std::chrono::milliseconds life{0};    ///< until the first of the messages ends
  std::optional<MaskForms> forms = {};  ///< of what is to be hidden, if that was asked for
};

/// Gives the handover the messages that it wants. Everything that may be wrong with them for a
/// program is seen before one to burn is claimed. The vault is closed again when this returns.
Taken take_messages(const Tool& tool, Handover& handover, bool mask);

}  // namespace mayfly::app
