#pragma once

#include "commands/json_lines.h"
#include "commands/message_input.h"
#include "commands/store_many.h"
#include "mayfly/spool.h"

namespace mayfly::app {

inline constexpr std::int64_t kMessagesBetweenTicks = 1024;  ///< of the progress

/// The messages of an input, which are checked before anything is stored.
class ManyInput {
 public:
  /// All must outlive it. `others` says what a line leaves out.
  ManyInput(const Tool& tool, const ManyOptions& options, const Draft& others)
      : tool_(tool), options_(options), others_(others), json_(tool) {}

  /// Reads all of them into the spool, as StoredRecords; returns how many there are. Throws
  /// Error{usage} for one that no vault would take, with its number.
  std::int64_t read(InputStream input, Spool& spool);

 private:
  SecureBytes checked(ByteView record);
  SecureBytes checked_json(ByteView line);

  const Tool& tool_;
  const ManyOptions& options_;
  const Draft& others_;
  JsonLines json_;
  std::int64_t count_ = 0;
};

}  // namespace mayfly::app
