#pragma once

#include <string>
#include <vector>

#include "mayfly/vault.h"

namespace mayfly::app {

/// What is to be exported.
struct ExportSelection {
  std::vector<MessageId> ids;   ///< oldest first
  std::vector<MessageId> left;  ///< their reads are counted, and they were not named
};

/// The live messages that are meant: an id means one, a name every message of that name, a pattern
/// (a word with *, ? or [) all whose names it matches, and no word at all every message. Throws
/// Error{no_such_message} if there is none for one of the words, and Error{usage} as
/// parse_reference() does.
ExportSelection select_for_export(UnlockedUser& user, const std::vector<std::string>& words,
                                  bool move);

/// Throws Error{usage} for a word that means nothing, whatever the vault holds.
void require_references(const std::vector<std::string>& words);

}  // namespace mayfly::app
