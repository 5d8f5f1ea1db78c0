#include "vault/message_writer.h"

#include <map>

#include "mayfly/text.h"
#include "vault/message_entry.h"
#include "window_keys/window.h"

namespace mayfly {
namespace {

/// Gives each row the window key that it is sealed with.
class WindowKeyChoice {
 public:
  WindowKeyChoice(VaultState& vault, RowSealer& sealer) : vault_(vault), sealer_(sealer) {}

  void choose(storage::MessageHead& head) {
    head.window_end = window_keys::window_end(head.created_at, head.expires_at);
    if ((head.flags & kFlagBurn) != 0) return use(head, make(head.window_end, true));
    const auto chosen = shared_.find(head.window_end);
    if (chosen != shared_.end()) {
      head.generation = chosen->second;
      return;
    }
    auto key = vault_.window_keys().shared(from_unix_ms(head.window_end), tag_of_);
    use(head, key ? std::move(*key) : make(head.window_end, false));
    shared_[head.window_end] = head.generation;
  }

 private:
  window_keys::WindowKey make(std::int64_t window_end, bool burn) {
    // A database that is older does not know what is used.
    const auto is_used = [&](Generation generation) {
      return vault_.database_is_older || vault_.messages.any_of_generation(number_of(generation));
    };
    const Generation last{vault_.messages.last_generation()};
    auto key = vault_.window_keys().make({from_unix_ms(window_end), burn, last}, tag_of_, is_used);
    vault_.keys_made.insert(number_of(key.generation));
    return key;
  }
  void use(storage::MessageHead& head, window_keys::WindowKey key) {
    head.generation = number_of(key.generation);
    sealer_.learn(head, std::move(key.key));
  }

  VaultState& vault_;
  RowSealer& sealer_;
  window_keys::TagOf tag_of_ = [this](const window_keys::WindowId& id, ByteView key) {
    return sealer_.window_tag(to_unix_ms(id.end), number_of(id.generation), key);
  };
  std::map<std::int64_t, std::int64_t> shared_;  // the generation by the window's end
};

void insert_sealed(VaultState& vault, RowSealer& sealer, const storage::MessageHead& head,
                   Draft draft) {
  const SecureBytes sealed = sealer.seal_text(head, draft.text, vault.random);
  draft.text =
      SecureBytes();  // a large message need not be held beside its blob ({} would keep its memory)
  SecureBytes name;
  if (draft.name) name = sealer.seal_name(head, *draft.name, vault.random);
  vault.messages.insert({head, draft.name ? std::optional<ByteView>(name) : std::nullopt, sealed});
}

std::int64_t flags_of(const Draft& draft) {
  return (draft.name ? kFlagNamed : 0) | (draft.burn ? kFlagBurn : 0);
}

/// An id that was given away stays so, also when an older copy of the database was put in place.
MessageId first_free_id(VaultState& vault) {
  vault.compare_ages();
  return std::max(vault.messages.next_id(), vault.window_keys().counters().last_message + 1);
}

}  // namespace

void require_storable(const Draft& draft) {
  const auto refuse = [](const char* why, const char* hint) {
    throw Error(ErrorKind::usage, why, hint);
  };
  if (draft.text.empty())
    refuse("the message is empty", "nothing was stored; did its source fail?");
  if (draft.text.size() > kMaxMessageSize) refuse("the message is larger than 64 MiB", "");
  if (draft.ttl < kMinTtl || draft.ttl > kMaxTtl)
    refuse("the ttl is out of range", "1 second to 366 days");
  if (!draft.name) return;
  if (draft.name->empty()) refuse("the message's name is empty", "");
  if (draft.name->size() > kMaxMessageNameSize)
    refuse("the message's name is longer than 128 bytes", "");
  if (!is_utf8(*draft.name)) refuse("the message's name is not valid UTF-8", "");
  if (has_control(as_text(*draft.name))) refuse("the message's name holds a control character", "");
}

std::vector<Receipt> store_drafts(VaultState& vault, RowSealer& sealer, std::int64_t user_id,
                                  std::int64_t now, std::span<Draft> drafts) {
  vault.forget_ended(sealer, now);
  WindowKeyChoice keys(vault, sealer);
  std::vector<Receipt> receipts;
  receipts.reserve(drafts.size());
  MessageId id = first_free_id(vault);
  for (Draft& draft : drafts) {
    const std::int64_t expires_at = now + std::chrono::milliseconds(draft.ttl).count();
    storage::MessageHead head{id++, user_id, now, expires_at, 0, 0, flags_of(draft)};
    keys.choose(head);
    insert_sealed(vault, sealer, head, std::move(draft));
    receipts.push_back({head.id, vault.shown(head, now), vault.shown(head, expires_at)});
  }
  vault.window_keys().confirm_time();
  vault.last_message = id - 1;
  return receipts;
}

}  // namespace mayfly
