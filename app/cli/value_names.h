#pragma once

#include "cli/command.h"

namespace mayfly::app {

/// What the help calls such a value: "FILE"; empty if the option's own name says it.
const char* name_of(Value value);

}  // namespace mayfly::app
