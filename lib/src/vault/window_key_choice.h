#pragma once

#include <map>

#include "vault/row_sealer.h"
#include "vault/session.h"

namespace mayfly {

/// Gives each row the window key that it is sealed with, in one write.
class WindowKeyChoice {
 public:
  /// `last` is the highest generation that the database knows. All must outlive it.
  WindowKeyChoice(Session& session, Writing& writing, RowSealer& sealer, Generation last)
      : session_(session), writing_(writing), sealer_(sealer), last_(last) {}

  /// Fills in the window and the generation for the row's times. `uses` says how often the message
  /// can be read, if that is counted. The key is on the disk then, and the sealer knows it.
  void choose(storage::MessageHead& head, window_keys::Uses uses);

 private:
  window_keys::WindowKey make(Instant window_end, window_keys::Uses uses);
  void use(storage::MessageHead& head, window_keys::WindowKey key);

  Session& session_;
  Writing& writing_;
  RowSealer& sealer_;
  Generation last_;
  window_keys::TagOf tag_of_ = [this](const auto& id, ByteView key) {
    return sealer_.window_tag(id, key);
  };
  std::map<Instant, Generation> shared_;  ///< by the window's end
};

}  // namespace mayfly
