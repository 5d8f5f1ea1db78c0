#pragma once

#include <optional>
#include <string>

#include "mayfly/key.h"
#include "tool/tool.h"

namespace mayfly::app {

/// What makes a passphrase easy to guess, as far as it shows without a dictionary: that it is
/// short, repeats itself, or is little more than the user's name. Says nothing of what it is, nor
/// how long; nothing if none of this holds.
std::optional<std::string> weakness_of(ByteView passphrase, const std::string& user);

/// Says so of a key that is to be set, unless it is no passphrase. It is set all the same.
void tell_if_weak(const Tool& tool, const Key& key, const std::string& user);

}  // namespace mayfly::app
