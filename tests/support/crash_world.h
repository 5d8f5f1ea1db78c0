#pragma once

// A vault on a file layer that fails, and what must hold after that: a list of violations.

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "support/failing_vfs.h"
#include "support/vault_fixture.h"
#include "support/window_key_files.h"

namespace mayfly::test {

struct Known {
  MessageId id;
  std::string text;
  bool burn = false;
};

/// Stores it.
Known stored(UnlockedUser& user, const std::string& text, std::chrono::seconds ttl,
             bool burn = false);

/// The message's text, if it exists.
std::optional<std::string> text_of(UnlockedUser& user, MessageId id);

/// Like bytes_of(), which takes milliseconds in a debug build: this is called thousands of times.
std::string content_of(const std::filesystem::path& path);

/// A vault before anything goes wrong, to be copied for each run.
struct CalmVault : VaultFixture {
  /// With `something_due` there is a window key and a row to destroy at `due()`; otherwise it is
  /// past.
  explicit CalmVault(bool something_due);
  Instant due() const { return due_; }

  Known kept, first_of_two, second_of_two, alone, spare, burn;
  std::vector<Known> more;  ///< what a test has added
  std::vector<Known> all() const;
  std::chrono::seconds ttl_of_two() const;  ///< with which a message joins the window of two

 private:
  Instant due_;
};

/// A copy of it, or a place without a vault, on the failing file layer.
class CrashWorld {
 public:
  explicit CrashWorld(const CalmVault& calm);
  CrashWorld();
  ~CrashWorld();

  FileFaults faults;
  ManualClock clock;

  void open();
  Vault& vault() { return *vault_; }
  UnlockedUser& james() { return *james_; }
  VaultPlace place() const { return {folder_ / "vault.db", folder_ / "state"}; }
  std::filesystem::path window_keys() const;
  VaultOptions options() { return {std::chrono::milliseconds{50}, false, &disk_, nullptr}; }
  SystemRandom& random() { return random_; }

  // What is done while the layer fails. Each notes what was promised when it returns.
  void store(const std::string& text, std::chrono::seconds ttl, bool burn = false);
  void get(const Known& message);  ///< nobody gets it again
  void remove(const Known& message);
  /// By one of the same name.
  void replace(const Known& message, const std::string& name, const std::string& text,
               std::chrono::seconds ttl);
  void purge();
  void wait_until(Instant time);

  /// Drops all objects; what was not synced is lost.
  void die(Loss loss);

  /// What does not hold, now that the layer is well again: of the objects as they are, of the
  /// messages, of a vault that goes on, and of the window keys after their end.
  std::vector<std::string> violations();

 private:
  void remember_keys();
  void doubt(const Known& message);
  template <class Work>
  void expect(const std::string& what, Work&& work);
  void check_objects();
  void check_promised();
  void check_doubtful();
  void check_offered();
  void check_replaced();
  void check_ages();
  void check_goes_on();
  void check_purge();

  TempFolder folder_;
  SystemRandom random_;
  FailingDisk disk_{faults};
  FailingVfs vfs_{faults};
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<UnlockedUser> james_;
  std::vector<Known> promised_;  ///< must be there
  std::vector<Known> doubtful_;  ///< being read or removed: whole or gone
  std::vector<Known> gone_;      ///< was read or removed
  std::string offered_;          ///< the text of a store
  std::optional<Known> replaced_;
  std::set<std::string> keys_;  ///< every window key that there ever was
  std::vector<std::string> violations_;
};

/// Whether the key of a window that has ended is there.
bool any_ended_key(const std::filesystem::path& window_keys, Instant now);

}  // namespace mayfly::test
