#pragma once

#include <string>

#include "mayfly/debug_iv.h"
#include "output/format.h"
#include "output/json.h"

namespace mayfly::app {

/// The demonstration for a person: the blob laid out, then each reading, block by block.
std::string demonstration_as_text(const IvDemonstration& demonstration, const Painter& paint);

/// The same as data (mayfly-debug-iv(1), JSON).
Json demonstration_as_json(const IvDemonstration& demonstration);

}  // namespace mayfly::app
