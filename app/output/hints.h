#pragma once

#include <string>

#include "cli/invocation.h"
#include "mayfly/error.h"
#include "mayfly/report.h"

namespace mayfly::app {

/// An option with its value, as one types it in a shell: "--user james", "--user=-x".
std::string as_typed(const std::string& option, const std::string& value);

/// What to do about an error: what the library says, or the sentence for its Reason, which may name
/// commands and options.
std::string hint_of(const Error& error);

/// The same error with that hint in words.
Error with_hint(const Error& error);

/// What a warning or a finding of verify says, with the page that says more.
std::string with_page(const std::string& text, Reason reason);

/// A hint that people can paste: the mayfly commands in it name the vault, the window keys and the
/// user that options name. In another vault they might destroy what nobody meant. Empty if it has
/// characters that cannot be shown as they are, as names of files may: pasted, it would be about
/// another file.
std::string as_pasted(const GlobalOptions& options, const std::string& hint);

}  // namespace mayfly::app
