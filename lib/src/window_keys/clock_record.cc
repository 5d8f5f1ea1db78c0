#include "window_keys/clock_record.h"

#include <algorithm>
#include <cstdlib>

namespace mayfly::window_keys {
namespace {

constexpr std::int64_t kKeepAfter = 1000;  // ms

/// Whether a key is there that is younger than `after`, and no younger than `last`.
bool any_between(std::span<const std::int64_t> living, std::int64_t after, std::int64_t last) {
  const auto next = std::ranges::upper_bound(living, after);
  return next != living.end() && *next <= last;
}

/// Joins an aging to the next: the keys between the two become as much older as those before.
std::vector<Aging>::iterator join_next(std::vector<Aging>& agings,
                                       std::vector<Aging>::iterator one) {
  const auto next = one + 1;
  next->by += one->by;
  return agings.erase(one);
}

}  // namespace

bool is_worth_keeping(const ClockRecord& kept, const ClockRecord& record) {
  const auto is_near = [](std::int64_t a, std::int64_t b) { return std::abs(a - b) < kKeepAfter; };
  ClockRecord same = record;
  if (is_near(kept.vault_time, record.vault_time)) same.vault_time = kept.vault_time;
  if (is_near(kept.last_offset, record.last_offset)) same.last_offset = kept.last_offset;
  same.since_boot = kept.since_boot;
  return same != kept;
}

std::int64_t aged_by(const ClockRecord& record, std::int64_t generation) {
  std::int64_t by = 0;
  for (const Aging& aging : record.agings)
    if (generation <= aging.last_generation) by += aging.by;
  return by;
}

bool may_share(const ClockRecord& record, std::int64_t generation) {
  if (!record.agings.empty() && generation <= record.agings.back().last_generation) return false;
  // Without a boot id each look begins a boot: what comes to light makes all keys older.
  return record.settled || record.boot_id == BootId{} || generation > record.generation_at_boot;
}

void compact(std::vector<Aging>& agings, std::span<const std::int64_t> living) {
  const auto makes_none_older = [&](const Aging& aging) {
    return living.empty() || aging.last_generation < living.front();
  };
  std::erase_if(agings, makes_none_older);
  for (auto one = agings.begin(); one != agings.end() && one + 1 != agings.end();) {
    const bool told_apart = any_between(living, one->last_generation, (one + 1)->last_generation);
    one = told_apart ? one + 1 : join_next(agings, one);
  }
  while (agings.size() > kMostAgings)
    join_next(agings, std::min_element(agings.begin(), agings.end() - 1,
                                       [](const Aging& a, const Aging& b) { return a.by < b.by; }));
}

}  // namespace mayfly::window_keys
