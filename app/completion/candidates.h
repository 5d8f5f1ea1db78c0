#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/unfinished_line.h"
#include "mayfly/bytes.h"
#include "tool/tool.h"

namespace mayfly::app {

/// What the unfinished word may become, and what to say of it. It may be a message's name.
struct Candidate {
  SecureBytes word;
  std::string text;
};

/// Stands for the names of files, which the shell knows better.
inline constexpr const char* kFiles = ":files";

/// What may stand there. Looks at the vault if users, messages or slots may: that makes nothing,
/// purges nothing and asks nobody.
std::vector<Candidate> candidates_for(const Tool& tool, const UnfinishedLine& line);

}  // namespace mayfly::app
