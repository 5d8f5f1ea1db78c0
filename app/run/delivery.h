#pragma once

// Which message a program gets, and how: what the options of `run` say.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/reference.h"

namespace mayfly::app {

/// The words of the options, as they were typed.
struct DeliveryWords {
  std::vector<std::string> env;   ///< VAR=REF each
  std::vector<std::string> fd;    ///< N=REF each
  std::vector<std::string> file;  ///< VAR=REF each
  std::optional<std::string> standard_input;
};

struct Delivery {
  enum class Way : std::uint8_t {
    variable,    ///< the message is the value
    descriptor,  ///< it is read there
    file,        ///< the value is the path of a file in memory
  };
  Way way;
  std::string variable;  ///< its name
  int descriptor = -1;   ///< its number; 0 for standard input
  Reference reference;
};

/// Throws Error{usage} for a word that is not valid, and if a variable or a descriptor would get
/// two messages.
std::vector<Delivery> parse_deliveries(const DeliveryWords& words);

/// What tells the program when the first of its messages ends.
inline constexpr const char* kExpiresAt = "MAYFLY_EXPIRES_AT";

}  // namespace mayfly::app
