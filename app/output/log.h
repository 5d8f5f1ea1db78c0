#pragma once

#include <string_view>

#include "tool/tool.h"

namespace mayfly::app {

/// Opens the log file, where the options name one. Throws Error{not_written} where that fails.
/// Warnings and up go to standard error, all with -v, and all to the log file.
void start_log(Context& context);

/// Ids and counts may be logged; never keys, names or messages.
void log_info(Context& context, std::string_view text);
void log_warning(Context& context, std::string_view text);

/// For the log file alone: the user sees the error itself.
void log_error_to_file(Context& context, std::string_view text);

}  // namespace mayfly::app
