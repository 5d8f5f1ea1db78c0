// What every engine of storage/store.h must do. A new engine is one more type in the lists.

#include <algorithm>
#include <array>

#include "mayfly/error.h"
#include "platform/patience.h"
#include "platform/private_file.h"
#include "storage/memory/memory_store.h"
#include "storage/sqlite/sqlite_store.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::storage;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

class SqliteVault {
 public:
  SqliteVault() {
    platform::create_private_file(path_);
    Database::create(path_, Bytes(kVaultIdSize, 7));
  }
  /// As another process opens it.
  std::unique_ptr<Store> open() {
    return std::make_unique<SqliteStore>(path_, patience_,
                                         SqliteStore::Options{WritersQueue::Use::write, nullptr});
  }

 private:
  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "vault.db";
  Patience patience_;  // none: whoever must wait is refused
};

class InMemory {
 public:
  std::unique_ptr<Store> open() { return std::make_unique<MemoryStore>(vault_); }

 private:
  std::shared_ptr<MemoryVault> vault_ =
      std::make_shared<MemoryVault>(MemoryVault{.vault_id = Bytes(kVaultIdSize, 7)});
};

Instant at(std::int64_t ms) {
  return from_unix_ms(ms);
}

/// A vault with two users.
template <class Engine>
struct StoreFixture {
  Engine engine;
  std::unique_ptr<Store> store = engine.open();
  UserId james = write([](Writer& rows) { return rows.insert_user("james", at(5)); });
  UserId anna = write([](Writer& rows) { return rows.insert_user("anna", at(6)); });

  template <class Work>
  auto write(Work&& work) {
    const auto rows = store->write();
    if constexpr (std::is_void_v<std::invoke_result_t<Work&, Writer&>>) {
      work(*rows);
      rows->commit();
    } else {
      auto result = work(*rows);
      rows->commit();
      return result;
    }
  }

  /// Of a message that expires then; its window key has the generation id + 10.
  static MessageHead head(MessageId id, UserId user, std::int64_t expires_at,
                          std::int64_t flags = 0) {
    return {id, user, at(1), at(expires_at), at(expires_at + 5), Generation{id + 10}, flags};
  }
  static MessageId add(Writer& rows, UserId user, std::int64_t expires_at,
                       const char* name = nullptr, std::int64_t flags = 0) {
    const MessageId id = rows.counters().next_id;
    const auto sealed_name = name == nullptr ? std::nullopt : std::optional(as_bytes(name));
    if (name != nullptr) flags |= kFlagNamed;
    rows.insert({head(id, user, expires_at, flags), sealed_name, as_bytes("sealed")});
    return id;
  }
  MessageId add(UserId user, std::int64_t expires_at, const char* name = nullptr,
                std::int64_t flags = 0) {
    return write([&](Writer& rows) { return add(rows, user, expires_at, name, flags); });
  }

  std::vector<MessageId> ids(UserId user, std::int64_t now, Which which = Which::all) {
    return ids_in(*store->read(), user, now, which);
  }
  static std::vector<MessageId> ids_in(Reader& rows, UserId user, std::int64_t now,
                                       Which which = Which::all) {
    std::vector<MessageId> ids;
    for (const MessageSummary& row : rows.list(user, at(now), which)) ids.push_back(row.head.id);
    return ids;
  }
};

template <class Engine>
StoreFixture<Engine>& fixture(StoreFixture<Engine>& test) {
  return test;
}

using Ids = std::vector<MessageId>;

}  // namespace

#define EVERY_STORE(NAME) \
  TEMPLATE_TEST_CASE_METHOD(StoreFixture, NAME, "[store_contract]", SqliteVault, InMemory)

EVERY_STORE("a message comes back as it was stored") {
  auto& f = fixture(*this);
  const MessageId id = f.add(f.james, 100, "n");
  const auto reopened = f.engine.open();
  CHECK(reopened->vault_id() == Bytes(kVaultIdSize, 7));
  int seen = 0;
  CHECK(reopened->read()->find(f.james, id, at(99), [&](const MessageRow& row) {
    ++seen;
    CHECK(row.head.id == id);
    CHECK(row.head.user == f.james);
    CHECK(row.head.created_at == at(1));
    CHECK(row.head.expires_at == at(100));
    CHECK(row.head.window_end == at(105));
    CHECK(row.head.generation == Generation{id + 10});
    CHECK(row.head.flags == kFlagNamed);
    CHECK(as_text(*row.name) == "n");
    CHECK(as_text(row.sealed) == "sealed");
  }));
  CHECK(seen == 1);
  CHECK(reopened->read()->head_of(f.james, id, at(99))->window_end == at(105));
}

EVERY_STORE("messages of others, of other ids, and expired ones are not found") {
  auto& f = fixture(*this);
  const MessageId id = f.add(f.james, 100);
  const auto rows = f.store->read();
  const auto unexpected = [](const MessageRow&) { FAIL("found"); };
  CHECK_FALSE(rows->find(f.anna, id, at(1), unexpected));
  CHECK_FALSE(rows->find(f.james, id + 1, at(1), unexpected));
  CHECK_FALSE(rows->find(f.james, id, at(100), unexpected));
  CHECK_FALSE(rows->head_of(f.anna, id, at(1)));
  CHECK_FALSE(rows->head_of(f.james, id, at(100)));
}

EVERY_STORE("only the user's own message is removed, alive or not") {
  auto& f = fixture(*this);
  const MessageId id = f.add(f.james, 100);
  f.write([&](Writer& rows) { rows.remove(f.anna, id); });
  CHECK(f.ids(f.james, 0) == Ids{id});
  f.write([&](Writer& rows) { rows.remove(f.james, id); });
  CHECK(f.ids(f.james, 0).empty());
  f.write([&](Writer& rows) { rows.remove(f.james, id); });  // nothing happens
}

EVERY_STORE("expired messages of every user are removed, at their very instant") {
  auto& f = fixture(*this);
  f.add(f.james, 100);
  f.add(f.anna, 100);
  f.add(f.james, 101);
  CHECK_FALSE(f.store->read()->any_expired(at(99)));
  CHECK(f.store->read()->any_expired(at(100)));
  CHECK(f.store->read()->expired(at(100)).count == 2);
  const Expired removed = f.write([](Writer& rows) { return rows.remove_expired(at(100)); });
  CHECK(removed.count == 2);
  CHECK(removed.earliest == at(100));
  const auto rows = f.store->read();
  CHECK_FALSE(rows->any_expired(at(100)));
  CHECK(rows->expired(at(100)).count == 0);
  CHECK(rows->list(f.james, at(0), Which::all).size() == 1);
}

EVERY_STORE("ids rise through the whole vault and are never used again") {
  auto& f = fixture(*this);
  CHECK(f.add(f.james, 100) == 1);
  CHECK(f.add(f.anna, 100) == 2);
  f.write([](Writer& rows) { return rows.remove_expired(at(100)); });
  CHECK(f.engine.open()->read()->counters().next_id == 3);
  CHECK(f.add(f.james, 100) == 3);
}

EVERY_STORE("a list comes page by page, from either end") {
  auto& f = fixture(*this);
  for (const int expires_at : {300, 200, 300, 300}) f.add(f.james, expires_at, "n");
  f.add(f.anna, 300);
  f.add(f.james, 300);
  using Order = Page::Order;
  const auto page = [&](std::size_t most, std::optional<MessageId> after, Order order,
                        Which which = Which::all) {
    Ids ids;
    for (const auto& row : f.store->read()->list(f.james, at(200), which, {most, after, order}))
      ids.push_back(row.head.id);
    return ids;
  };
  CHECK(page(2, std::nullopt, Order::oldest_first) == Ids{1, 3});
  CHECK(page(2, 3, Order::oldest_first) == Ids{4, 6});
  CHECK(page(2, 6, Order::oldest_first).empty());
  CHECK(page(9, 2, Order::oldest_first, Which::named) == Ids{3, 4});
  CHECK(page(2, std::nullopt, Order::youngest_first) == Ids{6, 4});
  CHECK(page(2, 4, Order::youngest_first) == Ids{3, 1});
  CHECK(page(2, 4, Order::youngest_first, Which::named) == Ids{3, 1});
  CHECK(page(2, 1, Order::youngest_first).empty());
  CHECK(page(2, INT64_MAX, Order::oldest_first).empty());
  CHECK(page(2, INT64_MIN, Order::youngest_first).empty());
}

EVERY_STORE("lists are the user's own, live, oldest first") {
  auto& f = fixture(*this);
  f.add(f.james, 300, "a");
  f.add(f.anna, 300);
  f.add(f.james, 200);
  f.add(f.james, 400, "b");
  CHECK(f.ids(f.james, 199) == Ids{1, 3, 4});
  CHECK(f.ids(f.james, 200) == Ids{1, 4});
  CHECK(f.ids(f.james, 300, Which::named) == Ids{4});
  const auto rows = f.store->read();
  CHECK(rows->list(f.james, at(0), Which::all)[0].sealed_size == 6);
  CHECK(as_text(*rows->list(f.james, at(0), Which::all)[0].name) == "a");
  CHECK(rows->latest(f.james, at(0), 0) == 4);
  CHECK(rows->latest(f.james, at(0), kFlagNamed) == 3);
  CHECK(rows->latest(f.james, at(400), 0) == std::nullopt);
  CHECK(rows->first_to_expire(at(200), 2) == Ids{1, 2});
  Ids all;
  rows->each_message([&](MessageId id, const MessageRow* row) {
    REQUIRE(row != nullptr);
    CHECK(row->head.id == id);
    all.push_back(id);
  });
  CHECK(all == Ids{1, 2, 3, 4});
  CHECK(rows->problems().empty());
}

EVERY_STORE("what window keys serve is known") {
  auto& f = fixture(*this);
  CHECK(f.store->read()->counters().last_generation == Generation{0});
  const MessageId plain = f.add(f.james, 100);
  const MessageId burn = f.add(f.james, 100, nullptr, kFlagBurn);
  f.add(f.anna, 300);
  const auto rows = f.store->read();
  CHECK(rows->generations() == std::set{Generation{11}, Generation{12}, Generation{13}});
  CHECK(rows->generations_of_expired(at(100), kFlagBurn) == std::set{Generation{burn + 10}});
  CHECK(rows->generations_of_expired(at(99), kFlagBurn).empty());
  CHECK(rows->ids_of(Generation{plain + 10}) == std::set{plain});
  CHECK(rows->any_of_generation(Generation{13}));
  CHECK_FALSE(rows->any_of_generation(Generation{14}));
  CHECK(rows->counters().last_generation == Generation{13});
}

EVERY_STORE("all messages of a user, or of a window key, are removed") {
  auto& f = fixture(*this);
  f.add(f.james, 100);
  f.add(f.james, 200);
  f.add(f.anna, 300);
  Ids seen;
  f.store->read()->each_of(f.james, [&](const MessageHead& head) { seen.push_back(head.id); });
  std::ranges::sort(seen);
  CHECK(seen == Ids{1, 2});  // expired or not
  CHECK(f.write([](Writer& rows) { return rows.remove_of(Generation{11}); }) == 1);
  CHECK(f.write([](Writer& rows) { return rows.remove_of(Generation{11}); }) == 0);
  CHECK(f.ids(f.james, 0) == Ids{2});
  f.write([&](Writer& rows) { rows.remove_all(f.james); });
  CHECK(f.ids(f.james, 0).empty());
  CHECK(f.ids(f.anna, 0) == Ids{3});
}

EVERY_STORE("what a later program made is left, expired or not") {
  auto& f = fixture(*this);
  const MessageId id = f.add(f.james, 100, nullptr, GENERATE(4, 128, 1 << 17));
  CHECK_FALSE(f.store->read()->any_expired(at(200)));
  f.write([&](Writer& rows) {
    CHECK(rows.remove_expired(at(200)).count == 0);
    CHECK(rows.remove_of(Generation{id + 10}) == 0);
    rows.remove_all(f.james);
  });
  CHECK(f.ids(f.james, 0) == Ids{id});
  f.store->set_ages({{Generation{INT64_MAX}, 10ms}});
  CHECK_FALSE(f.store->read()->any_expired(at(200)));
}

EVERY_STORE("what has aged expires earlier, for every query") {
  auto& f = fixture(*this);
  const MessageId oldest = f.add(f.james, 100);  // of generation 11
  const MessageId older = f.add(f.james, 100);   // 12
  const MessageId young = f.add(f.james, 100);   // 13
  f.store->set_ages({{Generation{11}, 50ms}, {Generation{12}, 20ms}});
  const auto live = [&](std::int64_t now) {
    const auto rows = f.store->read();
    Ids ids = f.ids_in(*rows, f.james, now);
    for (const MessageId id : {oldest, older, young}) {
      const bool listed = std::ranges::count(ids, id) == 1;
      CHECK(rows->find(f.james, id, at(now), [](const MessageRow&) {}) == listed);
      CHECK(rows->head_of(f.james, id, at(now)).has_value() == listed);
    }
    CHECK(rows->expired(at(now)).count == 3 - std::ssize(ids));
    CHECK(rows->any_expired(at(now)) == (ids.size() < 3));
    CHECK(rows->latest(f.james, at(now), 0).has_value() == !ids.empty());
    CHECK(rows->generations_of_expired(at(now), -1).empty());  // none has a flag
    return ids;
  };
  CHECK(live(49) == Ids{oldest, older, young});
  CHECK(live(50) == Ids{older, young});
  CHECK(live(79) == Ids{older, young});
  CHECK(live(80) == Ids{young});
  CHECK(live(99) == Ids{young});
  CHECK(live(100).empty());
  const Expired removed = f.write([](Writer& rows) { return rows.remove_expired(at(85)); });
  CHECK(removed.count == 2);
  CHECK(removed.earliest == at(50));
  CHECK(f.ids(f.james, 0) == Ids{young});
}

EVERY_STORE("a message that is sealed anew keeps its head, except for its flags") {
  auto& f = fixture(*this);
  const MessageId id = f.add(f.james, 100, "old", kFlagFormat1);
  f.write([&](Writer& rows) {
    MessageHead head = f.head(id, f.anna, 999, kFlagNamed);
    rows.reseal({head, as_bytes("new"), as_bytes("other")});
  });
  CHECK(f.store->read()->find(f.james, id, at(99), [](const MessageRow& row) {
    CHECK(row.head.expires_at == at(100));
    CHECK(row.head.flags == kFlagNamed);
    CHECK(as_text(*row.name) == "new");
    CHECK(as_text(row.sealed) == "other");
  }));
}

EVERY_STORE("a row takes the place of another with its id, of the same user") {
  auto& f = fixture(*this);
  const MessageId id = f.add(f.james, 100, "old", kFlagFormat1);
  MessageHead head = f.head(id, f.james, 200, kFlagNamed);
  head.created_at = at(50);
  head.generation = Generation{77};
  f.write([&](Writer& rows) {
    rows.replace({head, as_bytes("new"), as_bytes("other")});
    rows.replace({f.head(id, f.anna, 999, 0), std::nullopt, as_bytes("not hers")});
    rows.replace({f.head(id + 1, f.james, 999, 0), std::nullopt, as_bytes("nowhere")});
  });
  const auto rows = f.store->read();
  CHECK(rows->find(f.james, id, at(199), [&](const MessageRow& row) {
    CHECK(row.head.created_at == at(50));
    CHECK(row.head.expires_at == at(200));
    CHECK(row.head.generation == head.generation);
    CHECK(row.head.window_end == head.window_end);
    CHECK(row.head.flags == kFlagNamed);
    CHECK(as_text(*row.name) == "new");
    CHECK(as_text(row.sealed) == "other");
  }));
  CHECK(rows->generations() == std::set{head.generation});
  CHECK(rows->first_to_expire(at(0), 9) == std::vector{id});
}

EVERY_STORE("users and key slots come back as they were") {
  auto& f = fixture(*this);
  f.write([&](Writer& rows) {
    rows.insert_slot(f.james, {SlotNumber{1}, 1, at(9), Bytes{6}, Bytes{1, 2}, Bytes{3, 4, 5}});
    rows.insert_slot(f.james, {SlotNumber{2}, 2, at(9), {}, {}, Bytes{7}});
    rows.update_slot(f.james, SlotNumber{2}, Bytes{8});
  });
  const auto reopened = f.engine.open();
  const auto rows = reopened->read();
  CHECK(rows->any_user());
  CHECK(rows->find_user("james") == f.james);
  CHECK(rows->find_user("nobody") == std::nullopt);
  CHECK(rows->user_names(9) == std::vector<std::string>{"anna", "james"});
  CHECK(rows->user_names(1) == std::vector<std::string>{"anna"});
  std::vector<std::string> names;
  rows->each_user([&](UserId, const std::string& name) { names.push_back(name); });
  CHECK(names == std::vector<std::string>{"james", "anna"});
  const auto slots = rows->slots(f.james);
  REQUIRE(slots.size() == 2);
  CHECK(slots[0] == KeySlotRow{SlotNumber{1}, 1, at(9), Bytes{6}, Bytes{1, 2}, Bytes{3, 4, 5}});
  CHECK(slots[1] == KeySlotRow{SlotNumber{2}, 2, at(9), {}, {}, Bytes{8}});
  CHECK(rows->slots(f.anna).empty());
}

EVERY_STORE("a slot that is deleted is gone, and only that") {
  auto& f = fixture(*this);
  f.write([&](Writer& rows) {
    for (const SlotNumber slot : {SlotNumber{1}, SlotNumber{2}})
      rows.insert_slot(f.james, {slot, 1, at(9), {}, {}, {}});
    rows.delete_slot(f.james, SlotNumber{1});
    rows.delete_slot(f.anna, SlotNumber{2});
    rows.delete_slot(f.james, SlotNumber{7});
  });
  REQUIRE(f.store->read()->slots(f.james).size() == 1);
  CHECK(f.store->read()->slots(f.james)[0].slot == SlotNumber{2});
}

EVERY_STORE("what cannot be is refused") {
  auto& f = fixture(*this);
  const MessageId id = f.add(f.james, 100);
  const auto rows = f.store->write();
  CHECK_THROWS_AS(rows->insert_user("james", at(7)), Error);
  CHECK_THROWS_AS(f.add(*rows, UserId{99}, 100), Error);
  CHECK_THROWS_AS(rows->insert({f.head(id, f.anna, 100), std::nullopt, as_bytes("x")}), Error);
  CHECK_THROWS_AS(rows->insert_slot(UserId{99}, {SlotNumber{1}, 1, at(9), {}, {}, {}}), Error);
  rows->insert_slot(f.james, {SlotNumber{1}, 1, at(9), {}, {}, {}});
  CHECK_THROWS_AS(rows->insert_slot(f.james, {SlotNumber{1}, 1, at(9), {}, {}, {}}), Error);
}

EVERY_STORE("what is not committed is undone") {
  auto& f = fixture(*this);
  f.add(*f.store->write(), f.james, 100);
  CHECK(f.ids(f.james, 0).empty());
  CHECK(f.add(f.james, 100) == 1);
}

EVERY_STORE("what was kept stands if the rest is undone") {
  auto& f = fixture(*this);
  const auto rows = f.store->write();
  CHECK_FALSE(rows->undo_to_keep());
  f.add(*rows, f.james, 100);
  rows->keep();
  f.add(*rows, f.james, 200);
  CHECK(rows->undo_to_keep());
  rows->commit();
  CHECK(f.ids_in(*f.engine.open()->read(), f.james, 0) == Ids{1});
}

EVERY_STORE("work that was kept is committed with what came after it") {
  auto& f = fixture(*this);
  const auto rows = f.store->write();
  f.add(*rows, f.james, 100);
  rows->keep();
  f.add(*rows, f.james, 200);
  rows->commit();
  CHECK_FALSE(rows->undo_to_keep());
  CHECK(f.ids_in(*f.engine.open()->read(), f.james, 0) == Ids{1, 2});
}

EVERY_STORE("a write that begins again forgets all it did, and lets nobody in") {
  auto& f = fixture(*this);
  const auto other = f.engine.open();
  const auto rows = f.store->write();
  f.add(*rows, f.james, 100);
  rows->keep();
  rows->begin_again();
  CHECK(f.ids_in(*rows, f.james, 0).empty());
  CHECK(error_kind([&] { other->write(); }) == ErrorKind::busy);
  f.add(*rows, f.james, 200);
  rows->commit();
  CHECK(f.ids(f.james, 0) == Ids{1});
}

EVERY_STORE("there is one writer at a time") {
  auto& f = fixture(*this);
  const auto other = f.engine.open();
  {
    const auto rows = f.store->write();
    CHECK(error_kind([&] { other->write(); }) == ErrorKind::busy);
    CHECK(error_kind([&] { other->lock_out_writers(); }) == ErrorKind::busy);
  }
  {
    const Held no_writers = f.store->lock_out_writers();
    CHECK(error_kind([&] { other->write(); }) == ErrorKind::busy);
    CHECK(f.ids(f.james, 0).empty());  // one may read
  }
  f.store->end_access();
  f.store->stand_back();
  other->write()->commit();
}

EVERY_STORE("a reader sees one moment") {
  auto& f = fixture(*this);
  f.add(f.james, 100);
  const auto other = f.engine.open();
  const auto rows = other->read();
  CHECK(f.ids_in(*rows, f.james, 0) == Ids{1});
  try {
    f.add(f.james, 100);  // an engine may keep writers waiting meanwhile
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::busy);
  }
  CHECK(f.ids_in(*rows, f.james, 0) == Ids{1});
}

namespace {

ReceiptRow receipt(UserId user, MessageId id, std::int64_t kept_until, std::string_view sealed) {
  return {user, id, at(kept_until), Generation{id + 10}, as_bytes(sealed)};
}

/// Each as "USER ID KEPT_UNTIL GENERATION SEALED", sorted.
std::vector<std::string> receipts_in(Reader& rows, std::optional<UserId> user) {
  std::vector<std::string> all;
  rows.each_receipt(user, [&](UserId of, MessageId id, const ReceiptRow* row) {
    REQUIRE(row != nullptr);
    CHECK((row->user == of && row->id == id));
    all.push_back(std::to_string(number_of(of)) + " " + std::to_string(id) + " " +
                  std::to_string(to_unix_ms(row->kept_until)) + " " +
                  std::to_string(number_of(row->generation)) + " " +
                  std::string(as_text(row->sealed)));
  });
  std::ranges::sort(all);
  return all;
}

using Texts = std::vector<std::string>;

}  // namespace

EVERY_STORE("receipts come back as they were put, and outlive their messages") {
  auto& f = fixture(*this);
  f.write([&](Writer& rows) {
    rows.insert_receipt(receipt(f.james, 1, 500, "a"));
    rows.insert_receipt(receipt(f.james, 2, 600, "b"));
    rows.insert_receipt(receipt(f.anna, 3, 700, "c"));
    const std::array changed{ReceiptRow{f.james, 2, at(650), Generation{77}, as_bytes("new")},
                             receipt(f.james, 9, 1, "of none")};
    rows.update_receipts(changed);
    rows.update_receipts({});
    rows.remove_all(f.james);
  });
  const auto reopened = f.engine.open();
  const auto rows = reopened->read();
  CHECK(receipts_in(*rows, f.james) == Texts{"1 1 500 11 a", "1 2 650 77 new"});
  CHECK(receipts_in(*rows, std::nullopt) ==
        Texts{"1 1 500 11 a", "1 2 650 77 new", "2 3 700 13 c"});
}

EVERY_STORE("a receipt is over at its very instant, or before if its message has aged") {
  auto& f = fixture(*this);
  f.write([&](Writer& rows) {
    rows.insert_receipt(receipt(f.james, 1, 500, "a"));
    rows.insert_receipt(receipt(f.anna, 2, 500, "b"));
  });
  CHECK_FALSE(f.store->read()->any_receipt_over(at(499)));
  CHECK(f.store->read()->any_receipt_over(at(500)));
  f.store->set_ages({{Generation{11}, 100ms}});
  CHECK_FALSE(f.store->read()->any_receipt_over(at(399)));
  CHECK(f.write([](Writer& rows) { return rows.remove_receipts_over(at(400)); }) == 1);
  CHECK(receipts_in(*f.store->read(), std::nullopt) == Texts{"2 2 500 12 b"});
}

EVERY_STORE("the receipts of one user can be removed") {
  auto& f = fixture(*this);
  f.write([&](Writer& rows) {
    rows.insert_receipt(receipt(f.james, 1, 500, "a"));
    rows.insert_receipt(receipt(f.anna, 2, 500, "b"));
    CHECK(rows.remove_receipts(f.james) == 1);
    CHECK(rows.remove_receipts(f.james) == 0);
  });
  CHECK(receipts_in(*f.store->read(), std::nullopt) == Texts{"2 2 500 12 b"});
}
