#pragma once

// What purge() and verify() tell.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mayfly/error.h"
#include "mayfly/message.h"

namespace mayfly {

/// A whole sentence that a user of a vault should be told. A caller may have more to say of its
/// Reason.
struct Warning {
  std::string text;
  Reason reason = Reason::none;
};

/// What was purged, or with `look_only` what there is to purge.
struct PurgeReport {
  std::int64_t messages = 0;
  std::int64_t receipts = 0;             ///< that were kept long enough
  std::int64_t windows = 0;              ///< window keys that were destroyed
  std::chrono::milliseconds overdue{0};  ///< the longest time by which anything was late

  /// Why something that had to be destroyed is still there.
  std::optional<Error> failure = std::nullopt;

  /// Why rows are left of messages that nobody can read any more. A later purge removes them, once
  /// the cause is mended.
  std::optional<Error> rows_left = std::nullopt;

  bool vault_found = true;             ///< false only from purge_vault()
  std::vector<Warning> warnings = {};  ///< as Vault::warnings()
};

/// Something that is wrong with a vault, or worth knowing.
struct Finding {
  /// Short and stable, for programs: "overdue_message". mayfly-verify(1) lists all of them.
  std::string code;

  std::string text;                  ///< for people; it may change
  std::optional<MessageId> message;  ///< the message that it is about, if it is about one
  bool wrong;                        ///< false: for information only
  Reason reason = Reason::none;      ///< as that of a Warning
};

/// How late a purge from cron may be before verify() calls it wrong.
inline constexpr std::chrono::seconds kOverdueGrace = std::chrono::minutes{15};

struct VerifyReport {
  std::vector<Finding> findings;
  std::int64_t messages = 0;       ///< in the vault, of all users
  std::int64_t authenticated = 0;  ///< how many of them the key opened
};

}  // namespace mayfly
