#include "vault/upkeep.h"

#include <map>
#include <set>
#include <utility>

#include "crypto/sealed_blob.h"
#include "values/plausible.h"
#include "vault/user_impl.h"
#include "window_keys/window.h"

namespace mayfly {
namespace {

using window_keys::FoundKey;

std::string late_by(Instant since, Instant now) {
  const std::chrono::milliseconds late = now - since;
  return late < std::chrono::seconds{1} ? "less than a second" : format_duration(late);
}

/// One look at a vault.
class Verification final : window_keys::KeyVisitor {
 public:
  Verification(Session& session, storage::Reader& rows, UnlockedUser::Secrets* witness,
               std::chrono::milliseconds grace)
      : session_(session),
        rows_(rows),
        witness_(witness),
        now_(session.keys.now()),
        grace_(grace) {}

  VerifyReport run() {
    check_structure();
    check_users();
    check_window_keys();
    check_messages();
    check_receipts();
    for (const auto& [generation, key] : keys_) {
      if (!used_.contains(generation)) check_unused(key);
    }
    check_ages();
    return std::move(report_);
  }

 private:
  void wrong(const char* code, std::string text, std::optional<MessageId> message = std::nullopt) {
    report_.findings.push_back({code, std::move(text), message, true});
  }
  void note(const char* code, std::string text, Reason reason = Reason::none) {
    report_.findings.push_back({code, std::move(text), std::nullopt, false, reason});
  }
  /// Of `what`, whose time was over at `since`.
  void overdue(const char* code, const std::string& what, Instant since,
               std::optional<MessageId> message = std::nullopt) {
    report_.findings.push_back(
        {code, what + " is overdue by " + late_by(since, now_), message, now_ - since >= grace_});
  }
  void damaged_database(const std::string& text) {
    // The same damage can be found in more than one way.
    if (std::ranges::count(report_.findings, text, &Finding::text) == 0)
      wrong("damaged_database", text);
  }
  void wrong_message(const char* code, MessageId id, const std::string& what) {
    wrong(code, "message " + std::to_string(id) + " " + what, id);
  }

  /// Runs a part of the check; damage that ends it is a finding.
  template <class Part>
  void attempt(Part&& part) try {
    part();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::authentication_failed) throw;
    damaged_database(error.what());
  }

  void check_structure() {
    attempt([&] {
      for (const std::string& problem : rows_.problems())
        damaged_database("the vault is damaged: " + problem);
    });
  }

  void check_users() {
    // One who was altered keeps nobody from the others.
    attempt([&] {
      rows_.each_user([&](UserId id, const std::string& name) {
        attempt([&] { check_user(id, name, rows_.slots(id)); });
      });
    });
  }

  void check_user(UserId id, const std::string& name, const SlotRows& slots) {
    const std::string user = "user " + std::to_string(number_of(id));
    try {
      UserName{name};
    } catch (const Error&) {
      damaged_database("the vault is damaged: " + user + " has an impossible name");
    }
    if (slots.empty()) damaged_database("the vault is damaged: " + user + " has no key slot");
    for (const storage::KeySlotRow& slot : slots) check_slot(user, slot, slots);
  }

  void check_slot(const std::string& user, const storage::KeySlotRow& slot, const SlotRows& slots) {
    const std::string which = "key slot " + std::to_string(number_of(slot.slot)) + " of " + user;
    if (is_damaged(slot, slots)) {
      damaged_database("the vault is damaged: " + which + " was not written by mayfly");
    } else if (is_of_later_program(slot)) {
      note("newer_key_slot", which + " was made by a newer mayfly");
    }
  }

  void check_window_keys() {
    const auto& failure = session_.keys.failure();
    if (!failure) return session_.keys->inspect(*this);
    const bool unread = failure->error.kind() == ErrorKind::not_written;
    if (failure->is_newer || unread) throw Error(failure->error);  // nothing is known to be wrong
    wrong("no_window_keys", failure->error.what());
  }

  void on_damage(const char* code, const std::string& text) override { wrong(code, text); }

  void on_newer_key(Generation generation, const std::string& where) override {
    newer_.insert(generation);
    note("newer_window_key", where + " was made by a newer mayfly");
  }

  void on_key(const FoundKey& key) override {
    const std::string name = name_of(key);
    constexpr std::chrono::milliseconds kLongest = std::chrono::milliseconds(kMaxTtl) / 8 * 9;
    if (!keys_.emplace(key.id.generation, key).second)
      wrong("double_window_key", name + " is there twice: somebody wrote to the window-key file");
    if (due(key) <= now_) {
      overdue("overdue_window_key", name, due(key));
    } else if (key.id.end - now_ > kLongest) {
      wrong("impossible_window_end", name + " would live longer than any message");
    }
  }

  static std::string name_of(const FoundKey& key) {
    return "window key " + std::to_string(number_of(key.id.generation));
  }

  Instant due(const FoundKey& key) const { return session_.keys->time().due(key.id); }

  void check_messages() {
    attempt([&] {
      rows_.each_message([&](MessageId id, const storage::MessageRow* row) {
        ++report_.messages;
        session_.report_progress();
        if (row == nullptr) return wrong_message("damaged_message", id, "is damaged");
        check_message(*row);
      });
    });
  }

  void check_message(const storage::MessageRow& row) {
    const storage::MessageHead& head = row.head;
    if (has_receipt(head)) owing_.insert({head.user, head.id});
    used_.insert(head.generation);
    if (storage::is_of_later_program(head))
      return wrong_message("newer_message", head.id, "was stored by a newer mayfly");
    if (const char* what = what_is_wrong(row))
      return wrong_message("damaged_message", head.id, what);
    const Instant due = session_.keys.due(head);
    if (due <= now_)
      return overdue("overdue_message", "message " + std::to_string(head.id), due, head.id);
    if (!session_.keys) return;
    if (newer_.contains(head.generation)) return;
    const auto key = keys_.find(head.generation);
    if (key == keys_.end() || key->second.id.end != head.window_end)
      return wrong_message("no_window_key", head.id, "has lost its window key, and cannot be read");
    if (!is_of_kind(key->second, head.flags))
      return wrong_message("damaged_message", head.id, "has a window key of the wrong kind");
    if (witness_ != nullptr && head.user == witness_->id) authenticate(row);
  }

  static bool is_of_kind(const FoundKey& key, std::int64_t flags) {
    if ((flags & storage::kFlagBurn) != 0) return key.uses == 1;
    return ((flags & storage::kFlagReads) != 0) == (key.uses > 0);
  }

  /// Whether ids or generations can have grown to that.
  static bool is_possible(std::int64_t number) {
    return number > 0 && is_plausible_counter(number);
  }

  /// What mayfly never stores; null if all is well.
  static const char* what_is_wrong(const storage::MessageRow& row) {
    const storage::MessageHead& head = row.head;
    if (!is_possible(head.id)) return "has an impossible id";
    if (!is_possible(number_of(head.generation)))
      return "has a window key of an impossible generation";
    if (!is_plausible(head)) return "has impossible times";
    if (head.window_end != window_keys::window_end(head.created_at, head.expires_at))
      return "stands in the wrong window";
    if ((head.expires_at - head.created_at) % std::chrono::seconds{1} != std::chrono::seconds{0})
      return "does not live for a whole number of seconds";
    if (row.name.has_value() != ((head.flags & storage::kFlagNamed) != 0))
      return "has lost its name";
    for (const ByteView blob : {row.sealed, row.name.value_or(row.sealed)}) {
      if (blob.size() < crypto::sealed_size(0) || blob.size() % crypto::kBlockSize != 0)
        return "is cut off";
    }
    return nullptr;
  }

  void authenticate(const storage::MessageRow& row) {
    witness_->sealer.learn(row.head, keys_.at(row.head.generation).key);
    try {
      Mailbox(session_, witness_->sealer, witness_->id).open(row);
      ++report_.authenticated;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::authentication_failed) throw;
      wrong_message("altered_message", row.head.id, "failed authentication");
    }
  }

  void check_receipts() {
    attempt([&] {
      rows_.each_receipt(std::nullopt,
                         [&](UserId user, MessageId id, const storage::ReceiptRow* row) {
                           const bool first = with_receipt_.insert({user, id}).second;
                           if (row == nullptr || !first || !is_plausible_in_row(row->kept_until))
                             return wrong_receipt("damaged_receipt", id, "is damaged");
                           check_receipt(*row, user);
                         });
    });
    for (const Place& place : owing_)
      if (!with_receipt_.contains(place))
        wrong_receipt("lost_receipt", place.second, "is not there");
  }

  void check_receipt(const storage::ReceiptRow& row, UserId user) {
    const Instant due = session_.keys.due(row.generation, row.kept_until);
    if (due <= now_)
      return overdue("overdue_receipt", "the receipt of message " + std::to_string(row.id), due,
                     row.id);
    if (witness_ == nullptr || user != witness_->id) return;
    if (!Receipts::is_authentic(witness_->sealer, row))
      wrong_receipt("altered_receipt", row.id, "failed authentication");
  }

  void wrong_receipt(const char* code, MessageId id, const std::string& what) {
    wrong(code, "the receipt of message " + std::to_string(id) + " " + what, id);
  }

  /// Its messages have expired, or a store was ended before it was done. A key to burn,
  /// however, is destroyed with its message.
  void check_unused(const FoundKey& key) {
    if (due(key) <= now_) return;
    const std::string name = name_of(key);
    if (key.uses > 0) {
      wrong("unused_burn_key",
            name +
                " is of one message, which is not there: a store was ended before it was "
                "done, or the window keys or the database were restored");
      return;
    }
    note("unused_window_key", name + " serves no message, and ends in " + late_by(now_, due(key)));
  }

  void check_ages() {
    KeyAccess& keys = session_.keys;
    keys.compare_ages(rows_);
    if (keys.copy_of_another()) {
      note("copy_of_vault", keys.copy_of_another()->what());
    } else if (keys.database_is_older()) {
      wrong("older_database", "the database is older than its window keys");
    }
    if (keys.are_older()) wrong("older_window_keys", "the window keys are older than the database");
    if (const auto difference = keys.clock_difference())
      note("clock_difference", *difference, Reason::clock_differs);
  }

  Session& session_;
  storage::Reader& rows_;
  UnlockedUser::Secrets* witness_;
  Instant now_;
  std::chrono::milliseconds grace_;
  VerifyReport report_;
  std::map<Generation, FoundKey> keys_;
  std::set<Generation> newer_;  // of keys that a later program made
  std::set<Generation> used_;
  using Place = std::pair<UserId, MessageId>;
  std::set<Place> owing_;         // messages with a receipt
  std::set<Place> with_receipt_;  // of which there is one
};

/// A writer destroys a key before its row: writers are kept out, so that we never see the state in
/// between. If the lock cannot be had because the disk takes no writes, there are no writers.
storage::Held lock_out_writers(Session& session) try {
  return session.store->lock_out_writers();
} catch (const Error& error) {
  if (error.kind() != ErrorKind::not_written) throw;
  return nullptr;
}

}  // namespace

VerifyReport verify(Session& session, UnlockedUser::Secrets* witness, std::chrono::seconds grace) {
  session.patience().begin();
  const auto access = session.access();
  const auto no_writers = lock_out_writers(session);
  session.begin_access();
  const auto rows = session.store->read();
  if (witness != nullptr) witness->follow(session, *rows);
  return Verification(session, *rows, witness, grace).run();
}

}  // namespace mayfly
