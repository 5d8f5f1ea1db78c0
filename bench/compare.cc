// The tool beside what people use in its place:
//
//   compare [--runs N] [--large] [--prefill N] PATH_TO_MAYFLY
//
// It prints, and judges nothing: doc/benchmarks.md says what the numbers must be.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "beside_many.h"
#include "machine.h"
#include "mayfly/vault.h"
#include "peers.h"
#include "race.h"
#include "supplies.h"
#include "table.h"
#include "with_temp_folder.h"

namespace mayfly::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSmall = 64;
constexpr std::size_t kLarge = kMaxMessageSize;

struct Options {
  int runs = 200;
  bool large = false;
  int large_runs = 5;
  std::int64_t prefill = 0;
  std::string program;
};

std::vector<Peer> all_peers(const Workload& workload, const std::string& program) {
  std::vector<Peer> peers{mayfly_itself(workload, program)};
  for (const auto& make : {sqlite3_shell, sqlcipher_shell, age, openssl, pass}) {
    peers.push_back(make(workload));
  }
  return peers;
}

std::string joined(const std::string& one, const std::string& other) {
  return one.empty() || other.empty() ? one + other : one + ", " + other;
}

std::vector<Result> race_to_store(const Household& household, const std::vector<Peer>& peers,
                                  int rounds) {
  std::vector<Entry> entries;
  entries.reserve(peers.size());
  for (const Peer& peer : peers) {
    const std::string note = joined(peer.note, peer.durable ? "" : "not durable");
    entries.push_back({peer.name, note, household, peer.store});
  }
  return race(entries, rounds);
}

std::vector<Result> race_to_get(const Household& household, const std::vector<Peer>& peers,
                                int rounds) {
  std::vector<Entry> entries;
  entries.reserve(peers.size());
  for (const Peer& peer : peers) entries.push_back({peer.name, peer.note, household, peer.get});
  return race(entries, rounds);
}

void compare_small(const Household& household, const fs::path& message, const Options& options) {
  const AgentsEnd agents_end(household);
  const std::vector<Peer> peers = all_peers({household, message, kSmall}, options.program);
  print_times(fmt::format("store {} bytes, median of {} runs", kSmall, options.runs),
              race_to_store(household, peers, options.runs));
  print_times("get by id", race_to_get(household, peers, options.runs));
}

void compare_large(const fs::path& folder, const Options& options) {
  const Household household(folder / "large");
  const fs::path message = make_message(folder / "large-message", kLarge);
  const AgentsEnd agents_end(household);
  const std::vector<Peer> peers = all_peers({household, message, kLarge}, options.program);
  print_throughput(fmt::format("store 64 MiB, median of {} runs", options.large_runs),
                   race_to_store(household, peers, options.large_runs), kLarge);
  print_throughput("get 64 MiB", race_to_get(household, peers, options.large_runs), kLarge);
}

int compare(const fs::path& folder, Options options) {
  options.program = installed(folder, options.program);
  const Household household(folder / "home");
  const fs::path message = make_message(folder / "message", kSmall);
  fmt::print("{}", machine(household, options.program));
  static_cast<void>(std::fflush(stdout));
  compare_small(household, message, options);
  if (options.large) compare_large(folder, options);
  if (options.prefill > 0) beside_many(folder, options.program, options.prefill, options.runs);
  return 0;
}

}  // namespace
}  // namespace mayfly::bench

int main(int argc, char** argv) try {
  mayfly::bench::Options options;
  CLI::App app("mayfly beside what people use in its place");
  app.add_option("--runs", options.runs, "Rounds of the small message")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_flag("--large", options.large, "Also a message of 64 MiB: MB/s and memory");
  app.add_option("--large-runs", options.large_runs, "Rounds of it")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--prefill", options.prefill, "Also beside so many live messages")
      ->check(CLI::Range(10, 100'000'000));
  app.add_option("mayfly", options.program, "The program")->required()->check(CLI::ExistingFile);
  CLI11_PARSE(app, argc, argv);
  return mayfly::bench::with_temp_folder(
      [&](const std::filesystem::path& folder) { return mayfly::bench::compare(folder, options); });
} catch (const std::exception& error) {
  static_cast<void>(std::fprintf(stderr, "error: %s\n", error.what()));
  return 1;
}
