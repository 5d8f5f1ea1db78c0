#pragma once

// What the words of a command line mean.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "mayfly/vault.h"

namespace mayfly::app {

/// The ids among the arguments. Throws Error{usage} for a word that is not an id.
std::vector<MessageId> parse_ids(const std::vector<std::string>& words);

/// The number of a key slot, also of one that somebody planted. Throws Error{usage}.
std::int64_t parse_slot(const std::string& word);

/// A duration that may be 0, else as a ttl. Throws Error{usage}.
std::chrono::seconds parse_wait(const std::string& word);

/// The number of a file descriptor. Throws Error{usage}.
int parse_descriptor(const std::string& word);

}  // namespace mayfly::app
