#include "vault/listing.h"

#include "platform/signals_held.h"

namespace mayfly {
namespace {

/// Rows of a page of a list: some megabytes.
constexpr std::size_t kMostEntries = 4096;

}  // namespace

std::vector<storage::MessageSummary> Walk::page(storage::Reader& rows, Instant now,
                                                std::size_t most) {
  using storage::Page;
  using storage::Which;
  if (!last_) {
    const auto youngest =
        rows.list(user_, now, Which::all, {1, std::nullopt, Page::Order::youngest_first});
    if (youngest.empty()) return {};
    last_ = youngest.front().head.id;
  }
  auto page = rows.list(user_, now, Which::all, {most, after_});
  while (!page.empty() && page.back().head.id > *last_) page.pop_back();
  return page;
}

void each_entry(Session& session, UserId user,
                const std::function<std::vector<Entry>(
                    storage::Reader&, std::span<const storage::MessageSummary>, LivingKeys&)>& make,
                const std::function<void(Entry)>& visit) {
  LivingKeys living;
  for (Walk walk(user);;) {
    auto entries = [&] {
      const platform::SignalsHeld no_stop(platform::stop_signals());
      return session.read([&](storage::Reader& rows, Instant now) {
        return make(rows, walk.page(rows, now, kMostEntries), living);
      });
    }();
    if (entries.empty()) return;
    walk.go_on_after(entries.back().id);
    for (Entry& entry : entries) visit(std::move(entry));
  }
}

}  // namespace mayfly
