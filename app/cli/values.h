#pragma once

// What the words of a command line mean. All throw Error{usage}, which names the place. A word that
// is wrong may be the secret that was meant for another place: it is repeated only if it looks like
// a slip.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "mayfly/error.h"
#include "mayfly/vault.h"

namespace mayfly::app {

/// For an option whose path is empty.
Error empty_path(const char* option);

MessageId parse_id(const char* place, const std::string& word);

/// How often a message can be read: 1 to kMaxReads.
std::uint32_t parse_reads(const char* option, const std::string& word);

/// The number of a key slot, also of one that somebody planted.
SlotNumber parse_slot(const std::string& word);

/// The value of a time option, as parse_ttl().
std::chrono::seconds parse_time(const char* option, const std::string& word);

/// The same, but it may be 0.
std::chrono::seconds parse_wait(const char* option, const std::string& word);

/// The number of a file descriptor.
int parse_descriptor(const std::string& option, const std::string& word);

}  // namespace mayfly::app
