// Lists of a user's messages, and what is found by name.

#include <algorithm>

#include "crypto/sealed_blob.h"
#include "vault/mailbox.h"

namespace mayfly {
namespace {

/// Rows that are held at once: what a list of a million messages costs in memory.
constexpr std::size_t kMostRows = 4096;
/// Of those that are looked through youngest first: most names that are asked for are young.
constexpr std::size_t kFirstRows = 64;

Entry entry_of(const KeyAccess& keys, const storage::MessageSummary& row) {
  const storage::MessageHead& head = row.head;
  return {head.id,
          keys.shown(head, head.created_at),
          keys.shown(head, head.expires_at),
          crypto::max_plaintext_size(row.sealed_size),
          (head.flags & storage::kFlagNamed) != 0,
          (head.flags & storage::kFlagBurn) != 0,
          (head.flags & storage::kFlagRunOnly) != 0,
          false,
          std::nullopt,
          std::nullopt,
          !is_plausible(head),
          has_receipt(head)};
}

}  // namespace

bool LivingKeys::contains(const KeyAccess& keys, Generation generation) {
  if (seen_.contains(generation)) return true;
  if (std::exchange(looked_, true)) return false;
  seen_ = keys->generations(window_keys::Which::all);
  return seen_.contains(generation);
}

std::optional<window_keys::Uses> LivingKeys::uses_left(const KeyAccess& keys,
                                                       Generation generation) {
  if (!uses_) uses_ = keys->uses();
  const auto found = uses_->find(generation);
  return found == uses_->end() ? std::nullopt : std::optional(found->second);
}

/// Those that the sealer lacks, by one look at each.
void Mailbox::learn_window_keys(std::span<const storage::MessageSummary> rows) {
  if (!session_.keys) return;
  sealer_.forget_many();
  std::set<window_keys::WindowId> unknown;
  for (const auto& row : rows)
    if (row.name && !sealer_.knows(row.head))
      unknown.insert({row.head.window_end, row.head.generation});
  for (auto& [window, key] : session_.keys->find_each(unknown))
    sealer_.learn(window, std::move(key));
}

std::optional<SecureBytes> Mailbox::open_name(const storage::MessageSummary& row) try {
  if (!row.name || !sealer_.knows(row.head)) return std::nullopt;
  return sealer_.open_name(row.head, *row.name);
} catch (const Error&) {
  return std::nullopt;
}

/// Calls `visit` with each row that has a name, and whose window key the sealer knows then, until
/// it returns false.
bool Mailbox::each_named_page(storage::Reader& rows, Instant now, storage::Page page,
                              const std::function<bool(const storage::MessageSummary&)>& visit) {
  forget_ended(now);
  while (true) {
    const auto named = rows.list(user_, now, storage::Which::named, page);
    if (!named.empty()) session_.keys.require();  // or the error that says why no name is known
    learn_window_keys(named);
    for (const auto& row : named)
      if (row.name && sealer_.knows(row.head) && !visit(row)) return false;
    if (named.size() < page.most) return true;
    page.after = named.back().head.id;
    page.most = std::min(4 * page.most, kMostRows);
  }
}

std::vector<storage::MessageHead> Mailbox::find_named(
    storage::Reader& rows, Instant now, const std::function<bool(ByteView name)>& fits) {
  std::vector<storage::MessageHead> found;
  each_named_page(rows, now, {.most = kMostRows}, [&](const storage::MessageSummary& row) {
    const auto name = open_name(row);
    if (name && fits(*name)) found.push_back(row.head);
    return true;
  });
  return found;
}

std::vector<storage::MessageHead> Mailbox::find_named(storage::Reader& rows, Instant now,
                                                      ByteView name) {
  std::vector<storage::MessageHead> found;
  each_named_page(rows, now, {.most = kMostRows}, [&](const storage::MessageSummary& row) {
    if (sealer_.has_name(row.head, *row.name, name)) found.push_back(row.head);
    return true;
  });
  return found;
}

std::optional<MessageId> Mailbox::find_youngest(storage::Reader& rows, Instant now, ByteView name) {
  std::optional<MessageId> found;
  const storage::Page page{kFirstRows, std::nullopt, storage::Page::Order::youngest_first};
  each_named_page(rows, now, page, [&](const storage::MessageSummary& row) {
    if (sealer_.has_name(row.head, *row.name, name)) found = row.head.id;
    return !found;
  });
  return found;
}

std::vector<Entry> entries_of(Session& session, storage::Reader& rows,
                              std::span<const storage::MessageSummary> list, LivingKeys& living) {
  session.keys.compare_ages(rows);
  living.next_page();
  std::vector<Entry> entries;
  entries.reserve(list.size());
  for (const auto& row : list) {
    Entry& entry = entries.emplace_back(entry_of(session.keys, row));
    if (!session.keys) continue;
    entry.expired = !living.contains(session.keys, row.head.generation);
    if ((row.head.flags & storage::kFlagReads) != 0)
      entry.reads_left = living.uses_left(session.keys, row.head.generation);
  }
  return entries;
}

std::vector<Entry> Mailbox::entries(storage::Reader& rows,
                                    std::span<const storage::MessageSummary> list,
                                    LivingKeys& living) {
  auto entries = entries_of(session_, rows, list, living);
  forget_ended(session_.keys.now());
  learn_window_keys(list);
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i].name = open_name(list[i]);
  return entries;
}

}  // namespace mayfly
