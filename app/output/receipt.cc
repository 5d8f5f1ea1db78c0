#include "output/receipt.h"

#include "output/wording.h"

namespace mayfly::app {

Json receipt_as_json(const Receipt& receipt, const std::string& user) {
  const auto ttl =
      std::chrono::duration_cast<std::chrono::seconds>(receipt.expires_at - receipt.created_at);
  Json json;
  json.add("id", receipt.id)
      .add("user", user)
      .add("created_at", rfc3339(receipt.created_at))
      .add("expires_at", rfc3339(receipt.expires_at))
      .add("ttl_seconds", ttl.count());
  return json;
}

}  // namespace mayfly::app
