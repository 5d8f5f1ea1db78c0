#include "vault/window_key_choice.h"

#include "window_keys/window.h"

namespace mayfly {

void WindowKeyChoice::choose(storage::MessageHead& head, window_keys::Uses uses) {
  head.window_end = window_keys::window_end(head.created_at, head.expires_at);
  if (uses > 0) return use(head, make(head.window_end, uses));
  const auto chosen = shared_.find(head.window_end);
  if (chosen != shared_.end()) {
    head.generation = chosen->second;
    return;
  }
  auto key = session_.keys.require().shared(head.window_end, tag_of_);
  use(head, key ? std::move(*key) : make(head.window_end, 0));
  shared_[head.window_end] = head.generation;
}

window_keys::WindowKey WindowKeyChoice::make(Instant window_end, window_keys::Uses uses) {
  // A database that is older does not know what is used.
  const auto is_used = [&](Generation generation) {
    return session_.keys.database_is_older() || writing_.rows().any_of_generation(generation);
  };
  return writing_.make_key({window_end, uses, last_}, tag_of_, is_used);
}

void WindowKeyChoice::use(storage::MessageHead& head, window_keys::WindowKey key) {
  head.generation = key.generation;
  sealer_.learn(head, std::move(key.key));
}

}  // namespace mayfly
