#pragma once

#include "mayfly/key.h"

namespace mayfly::app {

/// "key-file" or "passphrase"; "unknown" for what is damaged.
const char* name_of(SlotKind kind);

}  // namespace mayfly::app
