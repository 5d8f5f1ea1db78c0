#pragma once

// From rows to messages.

#include "vault/row_sealer.h"
#include "vault/vault_state.h"

namespace mayfly {

/// The error that says that this message was altered.
Error damaged(MessageId id);

/// Throws Error{not_a_vault} for a row that a later program has made.
void require_known(const storage::MessageHead& head);

/// The same where its window key is one.
void require_known_key(VaultState& vault, const storage::MessageHead& head);

/// Opens a row whose window key the sealer knows. Throws damaged(), and as require_known().
Message open_row(const VaultState& vault, RowSealer& sealer, const storage::MessageRow& row);

/// Whether the row's window key is there; the sealer knows it then.
bool find_window_key(VaultState& vault, RowSealer& sealer, const storage::MessageHead& head);

/// A message that was opened, and the row it came from.
struct FoundMessage {
  storage::MessageHead head;
  Message message;
};

/// The user's message, opened, where it is alive and its window key is there. The time is looked at
/// once more when its tag has been verified: a row that was forged, or a wait for a lock, cannot
/// make it live longer. Throws damaged().
std::optional<FoundMessage> find_live(VaultState& vault, RowSealer& sealer, std::int64_t user_id,
                                      MessageId id);

/// find_live() for each of `ids`, or Error{no_such_message} where one is not there.
std::vector<FoundMessage> find_each(VaultState& vault, RowSealer& sealer, std::int64_t user_id,
                                    std::span<const MessageId> ids);

/// The same, and those to burn are destroyed when it returns: key and row, so that of all who ask
/// one gets them. Throws, and nothing is burned, where one is missing or its end is not confirmed.
/// The sealer is asked for in the transaction.
std::vector<FoundMessage> claim_each(VaultState& vault,
                                     const std::function<RowSealer&()>& current_sealer,
                                     std::int64_t user_id, std::span<const MessageId> ids);

/// The row's name, where it has one that is authentic.
std::optional<SecureBytes> open_name(VaultState& vault, RowSealer& sealer,
                                     const storage::MessageSummary& row);

/// The user's live messages as they stand in a list, with their names where there is a sealer.
std::vector<Entry> entries_of(VaultState& vault, std::int64_t user_id, std::int64_t now,
                              RowSealer* sealer);

}  // namespace mayfly
