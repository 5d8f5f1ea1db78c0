#pragma once

// Window keys in a window-key file: what is made, found and destroyed in it, and when.

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "mayfly/clock.h"
#include "mayfly/random.h"
#include "platform/file_status.h"
#include "platform/patience.h"
#include "window_keys/file/window_key_file.h"
#include "window_keys/key_store.h"

namespace mayfly::window_keys {

class FileKeyStore final : public KeyStore {
 public:
  /// The last three must outlive it.
  FileKeyStore(WindowKeyFile file, platform::FilePlace database, Clock& clock, RandomSource& random,
               Patience& patience);

  std::string name() const override { return file_.path().string(); }
  void require_safe_place() const override;
  void require_writable() const override { file_.require_writable(); }

  Instant begin_access(MayWrite may_write) override;
  const VaultTime& time() const noexcept override { return time_; }
  void confirm_time() override;

  KeyCounters counters() const override;
  KeyCounters look_at_counters() override;
  void remember(MessageId last_message) override;

  Ownership ownership() const override;
  bool bind() override;

  std::set<Generation> generations(Which which) override;
  std::optional<SecureBytes> find(const WindowId& id) override;
  std::map<WindowId, SecureBytes> find_each(const std::set<WindowId>& ids) override;
  std::optional<WindowKey> shared(Instant window_end, const TagOf& tag_of) override;
  WindowKey make(const Wanted& wanted, const TagOf& tag_of, const IsUsed& is_used) override;

  /// One look at the header, if nothing has aged.
  bool any_ended(Instant now) override;

  /// If an end is not confirmed, the header says so.
  Destroyed destroy_ended() override;
  Destroyed look_for_ended() override;
  Destroyed destroy(const std::set<Generation>& generations) override;
  std::map<Generation, Uses> use(const Taken& taken) override;
  std::map<Generation, Uses> uses() override;

  void inspect(KeyVisitor& visitor) override;

 private:
  struct Destruction {
    Destroyed destroyed;
    std::int64_t earliest_left = kNever;
    bool changed = false;
    bool synced = false;  ///< some of it, which cannot be undone
  };
  /// Overwrites keys, for sync() or undo(). `unconfirmed` is what the header says then. The last
  /// error goes to `failure`.
  template <class Doomed>
  Destruction destroy_where(Doomed&& doomed, bool unconfirmed, std::optional<Error>& failure);
  Destruction destroy_these(const std::set<Generation>& doomed, std::optional<Error>& failure);
  void confirm_or_undo(const Destruction& destruction, std::optional<Error> failure);
  std::map<Generation, Uses> left_after(const Taken& taken);
  void count_down(const std::map<Generation, Uses>& left);

  struct Room {
    std::uint64_t slot;
    bool grow;                     ///< it is the first one after those that the file has
    std::int64_t last_generation;  ///< of all that are known
  };
  Room find_room(const Wanted& wanted, const IsUsed& is_used);
  void write_new(const Room& room, const Slot& slot);

  std::optional<std::pair<std::uint64_t, Slot>> slot_of_window(Instant window_end,
                                                               const TagOf& tag_of);
  Instant due(const Slot& slot) const { return time_.due(id_of(slot)); }
  bool has_ended(const Slot& slot) const { return due(slot) <= time_.now(); }
  std::int64_t earliest_end();
  void look();
  void keep_time();
  void write_clock_if_new();
  void confirm(std::int64_t generation);

  WindowKeyFile file_;
  platform::FilePlace database_;
  RandomSource* random_;
  Patience* patience_;
  VaultTime time_;
};

}  // namespace mayfly::window_keys
