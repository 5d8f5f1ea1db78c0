#pragma once

#include <string_view>

#include "mayfly/error.h"
#include "tool/tool.h"

namespace mayfly::app {

/// Tells an error on standard error, as a line and perhaps a hint, or as JSON; returns the exit
/// code.
int report_error(Context& context, const Error& error);

/// A line on standard error about what was done, unless --quiet; with --json as an object.
void notice(Context& context, std::string_view text);

/// The same, also with --quiet.
void notice_always(Context& context, std::string_view text);

/// The same where standard output is a terminal, or with -v: what a person likes to see and a
/// script does not.
void notice_to_person(Context& context, std::string_view text);

}  // namespace mayfly::app
