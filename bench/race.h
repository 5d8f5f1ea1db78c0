#pragma once

#include <string>
#include <vector>

#include "peers.h"

namespace mayfly::bench {

/// One contestant's command; nothing if it is left out.
struct Entry {
  std::string name;
  std::string note;
  const Household& household;
  std::optional<Command> command;
};

struct Result {
  std::string name;
  std::string note;
  std::vector<double> ms;      ///< of each round; empty if it was left out
  std::vector<double> cpu_ms;  ///< in user and system mode
  std::size_t peak_bytes;      ///< the largest of all rounds
};

/// Runs the commands in turn, each once a round, in an order that is drawn again for each round:
/// noise falls on all of them alike, and no command always follows one that leaves the caches cold.
/// A first round is not counted.
std::vector<Result> race(const std::vector<Entry>& entries, int rounds);

}  // namespace mayfly::bench
