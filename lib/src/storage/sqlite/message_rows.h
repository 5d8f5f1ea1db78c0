#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "storage/rows.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/query.h"

namespace mayfly::storage {

/// The messages of a vault. `now` decides what is expired: `expires_at <= now`, or before, for what
/// has aged. Nothing of a later program expires here. Every query except `counters` runs on an
/// index. What changes rows needs the caller's write transaction.
class MessageRows {
 public:
  explicit MessageRows(Database& db);

  // As Store, Reader and Writer say (storage/store.h).
  void set_ages(std::vector<Age> ages) { ages_ = std::move(ages); }
  const std::vector<Age>& ages() const noexcept { return ages_; }
  bool any_expired(Instant now);
  Expired expired(Instant now);
  bool find(UserId user, MessageId id, Instant now,
            const std::function<void(const MessageRow&)>& visit);
  std::optional<MessageHead> head_of(UserId user, MessageId id, Instant now);
  std::vector<MessageSummary> list(UserId user, Instant now, Which which, const Page& page);
  std::optional<MessageId> latest(UserId user, Instant now, std::int64_t without_flags);
  std::vector<MessageId> first_to_expire(Instant now, std::size_t most);
  void each_of(UserId user, const std::function<void(const MessageHead&)>& visit);
  std::set<Generation> generations();
  std::set<Generation> generations_of_expired(Instant now, std::int64_t flags);
  std::set<MessageId> ids_of(Generation generation);
  bool any_of_generation(Generation generation);
  Counters counters() { return {next_id(), last_generation()}; }

  void insert(const MessageRow& row);
  void reseal(const MessageRow& row);
  void replace(const MessageRow& row);
  void remove(UserId user, MessageId id);
  void remove_all(UserId user);
  Expired remove_expired(Instant now);
  std::int64_t remove_of(Generation generation);

  /// The SQL of every query: for a look at their plans.
  std::vector<const char*> queries() const;

 private:
  MessageId next_id();
  Generation last_generation();
  bool is_live(const MessageHead& head, Instant now) const;
  Query& list_query(Which which, Page::Order order);
  /// All values of a row, in the order of the columns.
  void write(Query& query, const MessageRow& row);

  SQLite::Database& db_;
  Query any_expired_, any_aged_, expired_, first_expired_, remove_expired_, next_id_, insert_,
      reseal_, replace_, find_, list_, list_named_, list_back_, list_named_back_, latest_,
      first_to_expire_, head_of_, next_generation_, generations_of_expired_, remove_of_, ids_of_,
      each_of_, remove_, remove_all_, any_of_generation_, last_generation_;
  std::vector<Age> ages_;
};

}  // namespace mayfly::storage
