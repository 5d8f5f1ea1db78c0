#include "vault/verify.h"

#include <map>

#include "storage/sqlite/inspection.h"
#include "vault/key_slots.h"
#include "vault/message_entry.h"
#include "vault/message_reader.h"
#include "vault/unlocked_user.h"
#include "window_keys/window.h"

namespace mayfly {
namespace {

using window_keys::FoundKey;

std::string late_by(std::int64_t since, std::int64_t now) {
  const std::chrono::milliseconds late(now - since);
  return late < std::chrono::seconds{1} ? "less than a second" : format_duration(late);
}

/// One look at a vault.
class Verification final : window_keys::KeyVisitor {
 public:
  Verification(VaultState& vault, UnlockedUser::Secrets* witness, std::chrono::milliseconds grace)
      : vault_(vault), witness_(witness), now_(vault.now()), grace_(grace) {}

  VerifyReport run() {
    check_structure();
    check_users();
    check_window_keys();
    check_messages();
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
  void note(const char* code, std::string text) {
    report_.findings.push_back({code, std::move(text), std::nullopt, false});
  }
  /// Of `what`, whose time was over at `since`.
  void overdue(const char* code, const std::string& what, std::int64_t since,
               std::optional<MessageId> message = std::nullopt) {
    report_.findings.push_back({code, what + " is overdue by " + late_by(since, now_), message,
                                now_ - since >= grace_.count()});
  }
  void damaged_database(const std::string& text) {
    // The same damage is met on more than one way.
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
      for (const std::string& problem : storage::structural_problems(vault_.db))
        damaged_database("the vault is damaged: " + problem);
    });
  }

  void check_users() {
    attempt([&] {
      storage::each_user(vault_.db, [&](std::int64_t id, const std::string& name) {
        check_user("user " + std::to_string(id), name, vault_.users.slots(id));
      });
    });
  }

  void check_user(const std::string& user, const std::string& name,
                  const std::vector<storage::KeySlotRow>& slots) {
    try {
      UserName{name};
    } catch (const Error&) {
      damaged_database("the vault is damaged: " + user + " has an impossible name");
    }
    const storage::KeySlotRow* first = nullptr;
    for (const storage::KeySlotRow& slot : slots) {
      if (is_of_later_program(slot))
        note("newer_key_slot", "key slot " + std::to_string(slot.slot) + " of " + user +
                                   " was made by a newer mayfly");
      // Of another size they are told of already.
      if (kind_of(slot) != SlotKind::passphrase || slot.params.size() != keys::kParamsSize)
        continue;
      if (!is_derivable(slot) || (first != nullptr && first->params != slot.params))
        damaged_database("the vault is damaged: key slot " + std::to_string(slot.slot) + " of " +
                         user + " has impossible parameters");
      first = first == nullptr ? &slot : first;
    }
  }

  static bool is_derivable(const storage::KeySlotRow& slot) try {
    keys::decode_params(slot.params);
    return true;
  } catch (const Error&) {
    return false;
  }

  void check_window_keys() {
    const auto& failure = vault_.windows_failure;
    const bool unread = failure && failure->kind() == ErrorKind::not_written;
    if (vault_.windows_newer || unread) throw Error(*failure);  // nothing is known to be wrong
    if (vault_.windows_failure) return wrong("no_window_keys", vault_.windows_failure->what());
    vault_.windows->inspect(*this);
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
    } else if (key.id.end - from_unix_ms(now_) > kLongest) {
      wrong("impossible_window_end", name + " would live longer than any message");
    }
  }

  static std::string name_of(const FoundKey& key) {
    return "window key " + std::to_string(number_of(key.id.generation));
  }

  std::int64_t due(const FoundKey& key) const {
    return to_unix_ms(vault_.windows->time().due(key.id));
  }

  void check_messages() {
    attempt([&] {
      storage::each_message(vault_.db, [&](MessageId id, const storage::MessageRow* row) {
        ++report_.messages;
        vault_.report_progress();
        if (row == nullptr) return wrong_message("damaged_message", id, "is damaged");
        check_message(*row);
      });
    });
  }

  void check_message(const storage::MessageRow& row) {
    const storage::MessageHead& head = row.head;
    used_.insert(Generation{head.generation});
    if (storage::is_of_later_program(head))
      return wrong_message("newer_message", head.id, "was stored by a newer mayfly");
    if (const char* what = what_is_wrong(row))
      return wrong_message("damaged_message", head.id, what);
    if (vault_.due(head) <= now_) {
      return overdue("overdue_message", "message " + std::to_string(head.id), vault_.due(head),
                     head.id);
    }
    if (!vault_.windows) return;
    if (newer_.contains(Generation{head.generation})) return;
    const auto key = keys_.find(Generation{head.generation});
    if (key == keys_.end() || to_unix_ms(key->second.id.end) != head.window_end)
      return wrong_message("no_window_key", head.id, "has lost its window key, and cannot be read");
    if (key->second.burn != ((head.flags & kFlagBurn) != 0))
      return wrong_message("damaged_message", head.id, "has a window key of the wrong kind");
    if (witness_ != nullptr && head.user_id == witness_->user_id) authenticate(row);
  }

  /// Whether ids or generations can have come to that.
  static bool is_possible(std::int64_t number) {
    return number > 0 && number < std::int64_t{1} << 51;
  }

  /// What no store of ours does; nothing where all is well.
  static const char* what_is_wrong(const storage::MessageRow& row) {
    const storage::MessageHead& head = row.head;
    if (!is_possible(head.id)) return "has an impossible id";
    if (!is_possible(head.generation)) return "has a window key of an impossible generation";
    if (!is_plausible(head)) return "has impossible times";
    if (head.window_end != window_keys::window_end(head.created_at, head.expires_at))
      return "stands in the wrong window";
    if ((head.expires_at - head.created_at) % 1000 != 0) return "lives no whole seconds";
    if (row.name.has_value() != ((head.flags & kFlagNamed) != 0)) return "has lost its name";
    for (const ByteView blob : {row.sealed, row.name.value_or(row.sealed)}) {
      if (blob.size() < crypto::sealed_size(0) || blob.size() % crypto::kBlockSize != 0)
        return "is cut off";
    }
    return nullptr;
  }

  void authenticate(const storage::MessageRow& row) {
    witness_->sealer.learn(row.head, keys_.at(Generation{row.head.generation}).key);
    try {
      open_row(vault_, witness_->sealer, row);
      ++report_.authenticated;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::authentication_failed) throw;
      wrong_message("altered_message", row.head.id, "failed authentication");
    }
  }

  /// Its messages have expired, or a store was ended before it was done. Not so one to burn, which
  /// is destroyed with its message.
  void check_unused(const FoundKey& key) {
    if (due(key) <= now_) return;
    const std::string name = name_of(key);
    if (key.burn) {
      wrong("unused_burn_key",
            name +
                " is of a message to burn that is not there: a store was ended before it was "
                "done, or the window keys or the database were restored");
      return;
    }
    note("unused_window_key", name + " serves no message, and ends in " + late_by(now_, due(key)));
  }

  void check_ages() {
    vault_.compare_ages();
    if (vault_.copy_of_another) {
      note("copy_of_vault", vault_.copy_of_another->what());
    } else if (vault_.database_is_older) {
      wrong("older_database", "the database is older than its window keys");
    }
    if (vault_.window_keys_are_older)
      wrong("older_window_keys", "the window keys are older than the database");
    if (const auto difference = vault_.clock_difference()) note("clock_difference", *difference);
  }

  VaultState& vault_;
  UnlockedUser::Secrets* witness_;
  std::int64_t now_;
  std::chrono::milliseconds grace_;
  VerifyReport report_;
  std::map<Generation, FoundKey> keys_;
  std::set<Generation> newer_;  // of keys that a later program made
  std::set<Generation> used_;
};

/// Who burns or removes a message destroys its key first: none of that must be half done. Where the
/// lock cannot be had for want of a disk to write to, there are no writers.
WritersQueue::Held lock_out_writers(VaultState& vault) try {
  return vault.queue.hold();
} catch (const Error& error) {
  if (error.kind() != ErrorKind::not_written) throw;
  return nullptr;
}

}  // namespace

VerifyReport verify(VaultState& vault, UnlockedUser::Secrets* witness, std::chrono::seconds grace) {
  vault.patience.begin();
  const auto no_writers = lock_out_writers(vault);
  vault.begin_access();
  const storage::ReadTransaction one_moment(vault.db);
  if (witness != nullptr) witness->follow(vault);
  return Verification(vault, witness, grace).run();
}

}  // namespace mayfly
