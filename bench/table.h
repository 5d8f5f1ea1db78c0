#pragma once

#include <string>
#include <vector>

#include "race.h"

namespace mayfly::bench {

/// Prints the results, the first of which is what the others are compared with: its median divided
/// by theirs, so that 0.5 is half their time. The tenth percentile and the median of the processor
/// time tell what is left when the machine has other work.
void print_times(const std::string& title, const std::vector<Result>& results);

/// The same for a message of `size` bytes, with MB/s and the peak of memory as a multiple of it.
void print_throughput(const std::string& title, const std::vector<Result>& results,
                      std::size_t size);

}  // namespace mayfly::bench
