#pragma once

#include "commands/flat_json.h"
#include "commands/stored_record.h"
#include "tool/tool.h"

namespace mayfly::app {

/// What lines of --json-lines say: each is an object with `message` or `message_base64`, and
/// perhaps `name`, `ttl` or `until`, and `burn` or `reads`.
class JsonLines {
 public:
  /// The tool must outlive it.
  explicit JsonLines(const Tool& tool) : tool_(tool) {}

  /// Throws Error{usage} for anything else, which repeats no message and no name.
  StoredRecord parse(ByteView line);

 private:
  void read_member(JsonMember& member, StoredRecord& record);
  Instant read_until(JsonMember& member);

  const Tool& tool_;
  std::string last_until_;  ///< as it was written: what is said of it is said once
  Instant last_end_{};
};

}  // namespace mayfly::app
