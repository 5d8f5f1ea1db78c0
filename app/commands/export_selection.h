#pragma once

#include <vector>

#include "cli/reference.h"
#include "mayfly/vault.h"

namespace mayfly::app {

/// What is to be exported.
struct ExportSelection {
  std::vector<MessageId> ids;   ///< oldest first
  std::vector<MessageId> left;  ///< are to be moved only, and were not named
};

/// The live messages that are meant: an id means one, a name every message of that name, a pattern
/// all whose names it fits, and no reference at all every message. Without `move`, messages whose
/// reads are counted, or that are for programs, are selected only by their id or name. Throws
/// Error{no_such_message} if one of the references means none.
ExportSelection select_for_export(UnlockedUser& user, const std::vector<Reference>& references,
                                  bool move);

}  // namespace mayfly::app
