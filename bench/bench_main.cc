// The library, by calls, with Google Benchmark: mayfly_bench [--benchmark_filter=REGEX].

#include <benchmark/benchmark.h>

#include "mayfly/process.h"
#include "vault_place.h"
#include "with_temp_folder.h"

int main(int argc, char** argv) {
  // As the tool does: it sets the size of the locked pool, which is what a secret's allocation
  // costs.
  mayfly::harden_process();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  return mayfly::bench::with_temp_folder([](const std::filesystem::path& folder) {
    mayfly::bench::use_folder(folder);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
  });
}
