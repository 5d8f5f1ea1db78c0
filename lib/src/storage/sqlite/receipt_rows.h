#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "storage/sqlite/database.h"
#include "storage/sqlite/query.h"
#include "storage/store.h"

namespace mayfly::storage {

/// The receipts of a vault, which are rows of `attributes`. That table has no index, since every
/// store and get would read it: each of these looks at all of it, and is asked for only where a
/// flag or a command wants a receipt.
class ReceiptRows {
 public:
  explicit ReceiptRows(Database& db);

  // As Store, Reader and Writer say (storage/store.h); `ages` are those of Store::set_ages().
  void each(std::optional<UserId> user, const Reader::VisitReceipt& visit);
  bool any_over(Instant now, const std::vector<Age>& ages);
  void insert(const ReceiptRow& row);
  void update(std::span<const ReceiptRow> rows);
  std::int64_t remove(UserId user);
  std::int64_t remove_over(Instant now, const std::vector<Age>& ages);

 private:
  struct Found;
  template <class Visit>
  void each_found(std::optional<UserId> user, Visit&& visit);
  std::vector<std::int64_t> over(Instant now, const std::vector<Age>& ages);

  SQLite::Database& db_;
  Query each_, insert_, update_, remove_one_, remove_;
};

}  // namespace mayfly::storage
