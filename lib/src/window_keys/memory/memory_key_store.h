#pragma once

// Window keys in a map: for tests, and the proof that the face needs no file.

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "mayfly/clock.h"
#include "mayfly/random.h"
#include "window_keys/key_store.h"

namespace mayfly::window_keys {

/// What the stores of one vault share, as processes share a file. Not thread-safe.
struct MemoryKeys {
  struct Key {
    Instant end;
    Uses uses;
    SecureBytes key;
    Bytes tag;
  };

  std::map<Generation, Key> keys;
  KeyCounters given;
  ClockRecord clock;
  std::string database;      ///< the one that they are bound to
  bool unconfirmed = false;  ///< nobody knows whether all that was destroyed is gone

  bool takes_writes = true;   ///< false: it is like a file on a read-only medium
  bool confirms_them = true;  ///< false: it is like a disk that fails
};

/// With no keys yet, bound to that database.
std::shared_ptr<MemoryKeys> new_memory_keys(std::string database, Clock& clock);

class MemoryKeyStore final : public KeyStore {
 public:
  /// The last two must outlive it.
  MemoryKeyStore(std::shared_ptr<MemoryKeys> keys, std::string database, Clock& clock,
                 RandomSource& random);

  std::string name() const override { return "memory"; }
  void require_safe_place() const override {}
  void require_writable() const override;

  Instant begin_access(MayWrite may_write) override;
  const VaultTime& time() const noexcept override { return time_; }
  void confirm_time() override;

  KeyCounters counters() const override { return counters_; }
  KeyCounters look_at_counters() override { return counters_ = keys_->given; }
  void remember(MessageId last_message) override;

  Ownership ownership() const override;
  bool bind() override;

  std::set<Generation> generations(Which which) override;
  std::optional<SecureBytes> find(const WindowId& id) override;
  std::map<WindowId, SecureBytes> find_each(const std::set<WindowId>& ids) override;
  std::optional<WindowKey> shared(Instant window_end, const TagOf& tag_of) override;
  WindowKey make(const Wanted& wanted, const TagOf& tag_of, const IsUsed& is_used) override;

  bool any_ended(Instant now) override;
  Destroyed destroy_ended() override;
  Destroyed look_for_ended() override;
  Destroyed destroy(const std::set<Generation>& generations) override;
  std::map<Generation, Uses> use(const Taken& taken) override;
  std::map<Generation, Uses> uses() override;

  void inspect(KeyVisitor& visitor) override;

 private:
  using Entry = std::map<Generation, MemoryKeys::Key>::value_type;
  static WindowId id_of(const Entry& entry) { return {entry.second.end, entry.first}; }
  bool has_ended(const Entry& entry) const { return time_.due(id_of(entry)) <= time_.now(); }
  void look();
  void require_confirmed() const;
  template <class Doomed>
  Destroyed destroy_where(Doomed&& doomed);

  std::shared_ptr<MemoryKeys> keys_;
  std::string database_;
  RandomSource* random_;
  VaultTime time_;
  KeyCounters counters_;
  std::string bound_to_;
};

}  // namespace mayfly::window_keys
