#include "tool/lifetime.h"

#include "cli/until.h"
#include "cli/values.h"
#include "output/wording.h"

namespace mayfly::app {
namespace {

void require_at_most(const std::string& place, std::chrono::seconds ttl,
                     std::chrono::seconds largest) {
  if (ttl <= largest) return;
  throw Error(ErrorKind::usage,
              place + ": more than " + format_duration(largest) + ", the largest ttl here");
}

/// What daylight saving has made of a time.
void tell_of_choice(const Tool& tool, const Until& until) {
  if (until.shown == Shown::once) return;
  const std::string taken = " is taken, " + table_time(until.at);
  if (until.shown == Shown::never)
    return tool.out.notice("the clocks skip " + until.text + ": the moment at which they do" +
                           taken);
  tool.out.notice("the clocks show " + until.text + " twice: the " +
                  (until.is_last ? "second" : "first") + taken);
}

}  // namespace

void add_lifetime_options(Options& options, LifetimeOptions& target, const char* ttl_text) {
  const auto ttl = options.add({"--ttl", &target.ttl, ttl_text, Value::time});
  const auto until = options.add(
      {"--until", &target.until, "When it is gone: 18:00, tomorrow, 2026-12-24", Value::time});
  options.exclude(until, ttl);
}

std::chrono::seconds read_ttl(const std::string& place, const std::string& word,
                              const LifetimeLimits& limits) {
  const auto ttl = parse_time(place.c_str(), word);
  require_at_most(place, ttl, limits.largest);
  return ttl;
}

Instant read_until(const Tool& tool, const std::string& place, const std::string& word,
                   const LifetimeLimits& limits) {
  const Instant now = tool.around.clock.wall();
  const Until until = parse_until(place, word, now);
  require_at_most(place, ttl_until(until.at, now), limits.largest);
  tell_of_choice(tool, until);
  return until.at;
}

Lifetime read_lifetime(const Tool& tool, const LifetimeOptions& options,
                       const LifetimeLimits& limits) {
  Lifetime lifetime{limits.usual};
  if (options.ttl) lifetime.ttl = read_ttl("--ttl", *options.ttl, limits);
  if (options.until) lifetime.until = read_until(tool, "--until", *options.until, limits);
  return lifetime;
}

}  // namespace mayfly::app
