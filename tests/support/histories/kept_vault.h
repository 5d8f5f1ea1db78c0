#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "support/histories/oracle.h"
#include "window_keys/vault_clock.h"

namespace mayfly::test {

/// How often a message lived too long or died early, by cause.
struct Exceptions {
  std::array<int, kCauses> late{}, early{};
};

/// A vault as far as its clock matters: window keys, messages, the clock's record and what a power
/// cut leaves of it. Each look is judged by the oracle. In milliseconds.
class KeptVault {
 public:
  KeptVault(Machine& machine, Exceptions& exceptions);

  /// An access: destroys what is due, where it can write. Throws std::logic_error for what no row
  /// of the table explains.
  void access(bool writes);

  /// An access that stores a message.
  void store(std::int64_t ttl);

  void pause(std::int64_t by) { oracle_.pause(by); }

  /// The machine shuts down in order, so all is on the disk; or it loses its power: then the disk
  /// has one of the last records, which `chosen` chooses.
  void shut_down() { flush(); }
  void lose_power(std::uint64_t chosen);

 private:
  struct Key {
    std::int64_t generation, window_end;
    bool destroyed = false;
  };
  struct Message {
    std::int64_t created, ttl;  // true time
    std::int64_t expires_at;    // vault time
    std::size_t key;
    bool dead = false;
    bool late = false, early = false;  // and counted
  };
  struct Record {
    window_keys::ClockRecord clock;
    Oracle oracle;
    std::int64_t written;  // true time
  };

  window_keys::Look look(bool writes);
  bool keep(bool needed);
  void keep_at_once();
  void flush();
  void drop_old_agings();
  std::size_t key_of_window(std::int64_t window_end);
  std::int64_t due(std::int64_t end, const Key& key) const;
  bool destroy_ended(std::int64_t now);
  void judge(std::int64_t now, bool writes);
  void judge(Message& message, Lag lag, bool available, bool for_ever);
  void count(Message& message, Cause cause, bool late);

  Machine& machine_;
  Exceptions& exceptions_;
  window_keys::ClockRecord clock_;
  Oracle oracle_;
  std::vector<Key> keys_;
  std::vector<Message> messages_;
  std::deque<Record> records_;  // the first one is on the disk, the others in the system's cache
};

}  // namespace mayfly::test
