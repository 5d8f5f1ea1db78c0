#pragma once

// How values are written.

#include <cstdint>
#include <string>

#include "mayfly/vault.h"

namespace mayfly::app {

/// RFC 3339, UTC, milliseconds: "2026-11-24T05:37:12.345Z".
std::string rfc3339(Instant instant);

/// For a table: "2026-11-24 05:37:12Z".
std::string table_time(Instant instant);

/// "1 message", "2 messages".
std::string counted(std::int64_t count, const std::string& thing);

/// "key-file" or "passphrase"; "unknown" for what is damaged.
const char* name_of(SlotKind kind);

}  // namespace mayfly::app
