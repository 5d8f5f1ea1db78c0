#pragma once

#include <optional>
#include <string>

#include "mayfly/message.h"
#include "tool/tool.h"

namespace mayfly::app {

/// How many messages stand in one input.
struct ManyOptions {
  bool lines = false;       ///< each line is one
  bool null = false;        ///< each ends with a NUL byte
  bool json_lines = false;  ///< each line is an object

  bool any() const { return lines || null || json_lines; }
};

/// Stores each message of the file, or of standard input if that is "-": all in one transaction, or
/// none. `others` says what is the same for all, or if a line says nothing else. Prints their ids.
/// Throws Error{usage} if there is none, or if one cannot be stored: then it says which.
void store_many(const Tool& tool, const ManyOptions& options, const std::string& file,
                const Draft& others);

}  // namespace mayfly::app
