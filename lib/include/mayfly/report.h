#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mayfly/error.h"
#include "mayfly/message.h"

namespace mayfly {

/// What was purged, or what there would be to purge.
struct PurgeReport {
  std::int64_t messages = 0;
  std::int64_t windows = 0;                     ///< window keys that were destroyed
  std::chrono::milliseconds overdue{0};         ///< the largest delay by which anything was late
  std::optional<Error> failure = std::nullopt;  ///< why something could not be destroyed
  /// Why rows are left of messages that nobody can read any more. They go when that is mended.
  std::optional<Error> rows_left = std::nullopt;
  bool vault_found = true;
  std::vector<std::string> warnings = {};  ///< as Vault::warnings()
};

/// What is wrong with a vault, or worth knowing.
struct Finding {
  std::string code;  ///< short and stable, for programs: "overdue_message"
  std::string text;
  std::optional<MessageId> message;
  bool wrong;  ///< else it is for information only
};

/// How late a purge from cron may be before somebody should be told.
inline constexpr std::chrono::seconds kOverdueGrace = std::chrono::minutes{15};

struct VerifyReport {
  std::vector<Finding> findings;
  std::int64_t messages = 0;       ///< how many there are, of every user
  std::int64_t authenticated = 0;  ///< how many of them the key opened
};

}  // namespace mayfly
