#pragma once

#include <string>

#include "context.h"

namespace mayfly::app {

/// A hint that people can paste: its commands of mayfly's are about the vault, the window keys and
/// the user that options name. In another vault they might destroy what nobody meant. Empty if it
/// holds what cannot be shown as it is, as names of files may: then it would be about another file.
std::string as_pasted(const Context& context, const std::string& hint);

}  // namespace mayfly::app
