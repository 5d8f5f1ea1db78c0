#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"

namespace mayfly::app {

using Json = nlohmann::ordered_json;

/// RFC 3339, UTC, milliseconds: "2026-11-24T05:37:12.345Z".
std::string rfc3339(Instant instant);

/// Appends `, "KEY": "..."` to an object that is being written: the text where it is UTF-8, else
/// `KEY_base64`. Written here and not by nlohmann-json, which would leave copies of a message in
/// strings that nobody wipes.
void append_member(SecureBytes& json, std::string_view key, ByteView text);

}  // namespace mayfly::app
