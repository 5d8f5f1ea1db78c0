#pragma once

#include <string>

#include "mayfly/clock.h"

namespace mayfly::app {

/// RFC 3339, UTC, milliseconds: "2026-11-24T05:37:12.345Z".
std::string rfc3339(Instant instant);

/// For a table: "2026-11-24 05:37:12Z".
std::string table_time(Instant instant);

}  // namespace mayfly::app
