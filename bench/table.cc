#include "table.h"

#include <fmt/format.h>

#include <cstdio>
#include <functional>

#include "stopwatch.h"

namespace mayfly::bench {
namespace {

void print_rows(const std::vector<Result>& results,
                const std::function<std::string(const Result&)>& middle) {
  const double first = median(results.front().ms);
  for (const Result& result : results) {
    fmt::print("  {:<18}", result.name);
    if (result.ms.empty()) {
      fmt::print(" {}\n", result.note);
      continue;
    }
    const double typical = median(result.ms);
    fmt::print("{:>9.2f} {}{:>8.2f}   {}\n", typical, middle(result), first / typical, result.note);
  }
  static_cast<void>(std::fflush(stdout));
}

}  // namespace

void print_times(const std::string& title, const std::vector<Result>& results) {
  fmt::print("\n{}\n  {:<18}{:>9} {:>9}{:>9}{:>8}\n", title, "", "median ms", "p10 ms", "cpu ms",
             "ratio");
  print_rows(results, [](const Result& result) {
    return fmt::format("{:>9.2f}{:>9.2f}", quantile(result.ms, 0.1), median(result.cpu_ms));
  });
}

void print_throughput(const std::string& title, const std::vector<Result>& results,
                      std::size_t size) {
  fmt::print("\n{}\n  {:<18}{:>9} {:>9}{:>9}{:>9}{:>8}\n", title, "", "median ms", "cpu ms", "MB/s",
             "memory", "ratio");
  const auto bytes = static_cast<double>(size);
  print_rows(results, [&](const Result& result) {
    return fmt::format("{:>9.0f}{:>9.0f}{:>8.2f}x", median(result.cpu_ms),
                       bytes / 1e3 / median(result.ms),
                       static_cast<double>(result.peak_bytes) / bytes);
  });
}

}  // namespace mayfly::bench
