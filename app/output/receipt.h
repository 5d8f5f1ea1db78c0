#pragma once

#include <string>

#include "mayfly/message.h"
#include "output/json.h"

namespace mayfly::app {

/// What is known of a message that was stored, or given another end.
Json receipt_as_json(const Receipt& receipt, const std::string& user);

}  // namespace mayfly::app
