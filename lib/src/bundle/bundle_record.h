#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "mayfly/bundle.h"

namespace mayfly::bundle {

/// Where a record goes, piece by piece.
using RecordSink = std::function<void(ByteView)>;

/// Fills all of `out` from the plaintext of a bundle, or throws altered().
using RecordSource = std::function<void(std::span<std::uint8_t> out)>;

/// A message as it stands in the plaintext.
void write_message(const RecordSink& sink, const BundledMessage& message);

/// What stands after the last message.
void write_end(const RecordSink& sink, std::int64_t count);

/// The next message; nothing at the end, which must say `count`. Only whoever has the key can have
/// written what is impossible: throws altered(), and Error{not_a_vault} for a later program's.
std::optional<BundledMessage> read_message(const RecordSource& source, std::int64_t count);

}  // namespace mayfly::bundle
