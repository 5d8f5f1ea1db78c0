#include "tool/lifetime.h"

#include "cli/until.h"
#include "cli/values.h"
#include "output/wording.h"
#include "tool/configuration.h"

namespace mayfly::app {
namespace {

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

std::chrono::seconds read_ttl(const Tool& tool, const std::string& place, const std::string& word) {
  const auto ttl = parse_time(place.c_str(), word);
  require_allowed_ttl(tool, place, ttl);
  return ttl;
}

Instant read_until(const Tool& tool, const std::string& place, const std::string& word) {
  const Instant now = tool.around.clock.wall();
  const Until until = parse_until(place, word, now);
  require_allowed_ttl(tool, place, ttl_until(until.at, now));
  tell_of_choice(tool, until);
  return until.at;
}

Lifetime read_lifetime(const Tool& tool, const LifetimeOptions& options) {
  Lifetime lifetime{default_ttl(tool)};
  if (options.ttl) lifetime.ttl = read_ttl(tool, "--ttl", *options.ttl);
  if (options.until) lifetime.until = read_until(tool, "--until", *options.until);
  return lifetime;
}

}  // namespace mayfly::app
