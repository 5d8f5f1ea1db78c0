#pragma once

// Where the window keys of a vault are until they are destroyed. Nothing here knows how they are
// kept: file/ has them in a file, memory/ in a map, for tests. Each engine promises this, and
// tests/unit/window_keys/key_store_contract_test.cc holds each of them to it:
//
// - make() and shared() return when the key survives a power cut. A row that is sealed under it is
//   committed after that.
// - destroy(), use() and destroy_ended() return when no later read by anybody can give the key. The
// row is
//   removed after that. If the end is not confirmed, they throw Error{not_written}: a key that has
//   ended stays overwritten, and the next destroy_ended() overwrites it again; one that has not
//   ended comes back.
// - A key that has ended is given to nobody, whether it could be destroyed or not.
// - No generation is given twice, even after an older copy of the store, or of the database, was
//   put back: a new one is above all that either knows.
// - Whatever is read may have been written by an attacker: an engine checks its type, its size and
//   its order.
// - An engine is never given a plaintext, a user key or a row key. All that it knows of users is
//   their tags.
//
// The caller holds the lock of the vault's writers from the choice of a key, by shared() or make(),
// until the row is committed, so that nobody removes the key before its row is there. Everything
// else needs no lock: other processes may do anything meanwhile.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/error.h"
#include "mayfly/message.h"
#include "values/ids.h"
#include "window_keys/vault_time.h"
#include "window_keys/window.h"

namespace mayfly::window_keys {

/// Thrown for a store that only a later program can use.
struct NewerFormat : Error {
  using Error::Error;
};

/// How often a message may still be read, if it has a key of its own for that: 1 for a message to
/// burn, up to kMaxReads. 0: the messages of a window share the key, and are read at will.
using Uses = std::uint32_t;

struct WindowKey {
  Generation generation;
  SecureBytes key;  ///< kWindowKeySize bytes
};

/// A key that inspect() finds.
struct FoundKey {
  WindowId id;
  Uses uses;
  SecureBytes key;
};

struct Destroyed {
  std::int64_t count = 0;
  Instant earliest_due = Instant::max();  ///< of those

  void add(Instant due) {
    ++count;
    earliest_due = due < earliest_due ? due : earliest_due;
  }
};

/// The highest that were ever given, as far as the store knows.
struct KeyCounters {
  Generation generation{0};
  MessageId last_message = 0;  ///< the highest id that is known to be committed

  bool operator==(const KeyCounters&) const = default;
};

/// Whether the keys are those of this database (doc/design.md, "Copies").
struct Ownership {
  bool to_be_bound = false;   ///< they are, but it was moved or restored, or copied with them
  std::optional<Error> copy;  ///< they are not: why it can only be looked at
};

/// The tag of a key, kTagSize bytes, by which a user recognizes a key that they made: whoever could
/// once write to the store may have put a key there that they know.
using TagOf = std::function<Bytes(const WindowId& id, ByteView key)>;

/// Whether a message, of whatever user, needs the key of that generation.
using IsUsed = std::function<bool(Generation generation)>;

enum class MayWrite : bool { no, yes };

/// Which keys: all that are there, those of one message each, whose uses are counted, those of a
/// kind that a later program made.
enum class Which : std::uint8_t { all, counted, newer };

/// Is told what inspect() finds, in the order in which the store has it.
class KeyVisitor {
 public:
  /// `code` names it for programs, as `verify --json` has it.
  virtual void on_damage(const char* code, const std::string& text) = 0;
  virtual void on_key(const FoundKey& key) = 0;
  /// `where` is text for people.
  virtual void on_newer_key(Generation generation, const std::string& where) = 0;

 protected:
  ~KeyVisitor() = default;
};

class KeyStore {
 public:
  virtual ~KeyStore() = default;

  /// For people: where the keys are.
  virtual std::string name() const = 0;

  /// Throws Error{unsafe_permissions} if others may put another store in its place.
  virtual void require_safe_place() const = 0;

  /// Throws Error{not_written} if it cannot be written to at all.
  virtual void require_writable() const = 0;

  /// The first step of each access: looks at the store and at the clocks again. If the clock's
  /// record says something new, or is older than a second, it is saved, unless that is impossible
  /// or another process is writing. Returns vault time.
  virtual Instant begin_access(MayWrite may_write) = 0;

  /// As of begin_access().
  virtual const VaultTime& time() const noexcept = 0;

  /// Returns when the clock's record survives a power cut: called before a message is acknowledged.
  virtual void confirm_time() = 0;

  /// As of the last look, and as of now.
  virtual KeyCounters counters() const = 0;
  virtual KeyCounters look_at_counters() = 0;

  /// Remembers that messages up to that id are committed. A lower one than before changes nothing.
  virtual void remember(MessageId last_message) = 0;

  /// As of the last look.
  virtual Ownership ownership() const = 0;

  /// Binds the keys to this database, whatever they were bound to. Returns false if they were bound
  /// to it before. Throws Error{busy} and {not_written}.
  virtual bool bind() = 0;

  /// The generations of keys that are there.
  virtual std::set<Generation> generations(Which which) = 0;

  /// That key, if it is there, is of that window and has not ended.
  virtual std::optional<SecureBytes> find(const WindowId& id) = 0;

  /// The same for those of `ids` that are found, by one look at each key. One that cannot be read
  /// keeps nobody from the others: it is left out.
  virtual std::map<WindowId, SecureBytes> find_each(const std::set<WindowId>& ids) = 0;

  /// The key that the user's messages of that window share, if this user has made one.
  virtual std::optional<WindowKey> shared(Instant window_end, const TagOf& tag_of) = 0;

  /// What make() is asked for.
  struct Wanted {
    Instant window_end;
    Uses uses;         ///< 0: shared in a window
    Generation above;  ///< the last one that the database knows
  };

  /// Makes a key. A key of the same window whose maker cannot be told, and that no message needs,
  /// is destroyed.
  virtual WindowKey make(const Wanted& wanted, const TagOf& tag_of, const IsUsed& is_used) = 0;

  /// Whether a key is due, as far as can be told quickly: by one look, if nothing has aged.
  virtual bool any_ended(Instant now) = 0;

  /// Destroys all keys that are due, and what is left of damaged ones. Looks at each.
  virtual Destroyed destroy_ended() = 0;

  /// What destroy_ended() would do.
  virtual Destroyed look_for_ended() = 0;

  /// Destroys keys that have not ended.
  virtual Destroyed destroy(const std::set<Generation>& generations) = 0;

  /// What is taken from keys whose uses are counted.
  struct Taken {
    std::set<Generation> one_use;  ///< from each of these; the last one destroys the key
    std::set<Generation> all;      ///< these are destroyed, whatever is left
  };

  /// Takes it, all of it or nothing, and returns how often each key that was there can still be
  /// used: no later look by anybody finds more. Throws as destroy().
  virtual std::map<Generation, Uses> use(const Taken& taken) = 0;

  /// How often each of the counted keys can still be used.
  virtual std::map<Generation, Uses> uses() = 0;

  /// Tells all that is there, and what is wrong with it. Changes nothing.
  virtual void inspect(KeyVisitor& visitor) = 0;

 protected:
  // Protected: through the face, a copy or a move would lose what is the engine's own.
  KeyStore() = default;
  KeyStore(const KeyStore&) = default;
  KeyStore(KeyStore&&) = default;
  KeyStore& operator=(const KeyStore&) = default;
  KeyStore& operator=(KeyStore&&) = default;
};

}  // namespace mayfly::window_keys
