#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "vault/mailbox.h"

namespace mayfly {

/// Where a walk over a user's messages stands. Each page is read in an access of its own, and given
/// out when that has ended: whoever is slow to take it holds up nobody.
class Walk {
 public:
  explicit Walk(UserId user) : user_(user) {}

  /// The next rows: at most so many, none at the end. What came after the first look is left out,
  /// or whoever stores as fast as we read would keep us for ever.
  std::vector<storage::MessageSummary> page(storage::Reader& rows, Instant now, std::size_t most);

  /// To be called after the access, which may run twice: rows up to this one were taken.
  void go_on_after(MessageId id) noexcept { after_ = id; }

 private:
  UserId user_;
  std::optional<MessageId> after_;
  std::optional<MessageId> last_;
};

/// Calls `visit` with the entries that `make` makes of each page, in the access that read it.
void each_entry(Session& session, UserId user,
                const std::function<std::vector<Entry>(
                    storage::Reader&, std::span<const storage::MessageSummary>, LivingKeys&)>& make,
                const std::function<void(Entry)>& visit);

}  // namespace mayfly
