#pragma once

#include <string_view>

#include "context.h"

namespace mayfly::app {

/// Starts the log as the options say: warnings and up to standard error, all with -v, and everything to the log file. Throws
/// Error{not_written} for a file that cannot be opened.
void start_log(Context& context);

/// Ids and counts may be logged; never keys, names or messages.
void log_info(const Context& context, std::string_view text);
void log_warning(const Context& context, std::string_view text);

/// For the log file alone: the user sees the error itself.
void log_error_to_file(const Context& context, std::string_view text);

}  // namespace mayfly::app
