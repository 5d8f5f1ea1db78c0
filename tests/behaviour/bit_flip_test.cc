// Whichever bit of a vault flips, no wrong byte is given out, and nothing crashes or hangs.

#include <fcntl.h>
#include <unistd.h>

#include <map>

#include "support/catch.h"
#include "support/errors.h"
#include "support/vault_fixture.h"
#include "support/window_key_files.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// A file whose bits are flipped in place, one at a time.
class BitFlipper {
 public:
  explicit BitFlipper(const fs::path& path)
      : content_(bytes_of(path)), fd_(::open(path.c_str(), O_WRONLY | O_CLOEXEC)) {}
  ~BitFlipper() { ::close(fd_); }
  BitFlipper(const BitFlipper&) = delete;
  BitFlipper& operator=(const BitFlipper&) = delete;

  std::size_t bits() const { return content_.size() * 8; }
  const std::string& content() const { return content_; }

  void flip(std::size_t bit) {
    write(bit / 8, static_cast<char>(content_[bit / 8] ^ 1 << bit % 8));
  }
  void restore(std::size_t bit) { write(bit / 8, content_[bit / 8]); }

 private:
  void write(std::size_t at, char byte) {
    if (::pwrite(fd_, &byte, 1, static_cast<off_t>(at)) != 1) throw std::runtime_error("pwrite");
  }

  std::string content_;
  int fd_;
};

struct FlipFixture : VaultFixture {
  TestDisk disk;
  std::map<MessageId, std::string> stored;
  std::map<std::string, int> outcomes;
  int flips = 0;

  VaultOptions options() { return {100ms, true, &disk, nullptr}; }

  FlipFixture() {
    Vault vault = Vault::open_or_create(place(), clock, random, {1s, false, &disk, nullptr});
    UnlockedUser james = vault.unlock_or_enroll(UserName("james"), key_file("james")).user;
    for (int i = 0; i < 4; ++i) {
      Draft message = draft("message " + std::to_string(i), i % 2 == 0 ? 10min : 24h);
      if (i == 1) message.name = secure_copy(as_bytes("name"));
      const std::string text(as_text(message.text));
      stored[james.store(std::move(message)).id] = text;
    }
  }

  /// Opens the vault and reads all; what comes out is right, or an error of these kinds.
  std::string read_all() try {
    Vault vault = Vault::open(place(), clock, random, options());
    vault.list(UserName("james"));
    auto james = vault.unlock(UserName("james"), key_file("james"));
    if (!james) return "no user";
    std::size_t good = 0;
    std::string outcome;
    james->get_all(
        [&](const Message& message) {
          ++good;
          const auto known = stored.find(message.id);
          const bool right = known != stored.end() && as_text(message.text) == known->second &&
                             message.name.has_value() == (message.id == 2) &&
                             (!message.name || as_text(*message.name) == "name");
          if (!right) outcome = "WRONG";
        },
        [&](const Error& error) { outcome += error.kind() == kDamaged ? "" : "UNEXPECTED KIND"; });
    for (const Entry& entry : james->list())
      if (entry.name && as_text(*entry.name) != "name") outcome = "WRONG NAME";
    if (!outcome.empty()) return outcome;
    return good == stored.size() ? "all" : "some";
  } catch (const Error& error) {
    const bool documented = error.kind() == kDamaged || error.kind() == ErrorKind::not_a_vault ||
                            error.kind() == ErrorKind::wrong_key;
    return documented ? "refused" : "of no documented kind: " + std::string(error.what());
  }

  void try_bit(BitFlipper& file, std::size_t bit) {
    file.flip(bit);
    ++outcomes[read_all()];
    ++flips;
    file.restore(bit);
  }

  void check_outcomes() {
    for (const auto& [outcome, count] : outcomes) {
      CAPTURE(outcome, count);
      CHECK(
          (outcome == "all" || outcome == "some" || outcome == "refused" || outcome == "no user"));
    }
    CHECK(read_all() == "all");
  }

  static constexpr ErrorKind kDamaged = ErrorKind::authentication_failed;
};

}  // namespace

TEST_CASE_METHOD(FlipFixture, "whichever bit of the window-key file flips, no wrong byte comes out",
                 "[slow][bit-flip]") {
  BitFlipper file(window_keys());
  for (std::size_t bit = 0; bit < file.bits(); ++bit) {
    const bool in_record = bit / 8 % window_keys::kBlockSize < window_keys::kRecordSize;
    const bool of_use = bit / 8 < slot_offset(3);
    if ((in_record && of_use) || bit % 211 == 0) try_bit(file, bit);
  }
  CHECK(flips > 9'000);
  CHECK(outcomes["some"] > 500);  // a slot torn
  check_outcomes();
}

TEST_CASE_METHOD(FlipFixture, "whichever bit of the database flips, no wrong byte comes out",
                 "[slow][bit-flip]") {
  BitFlipper file(database());
  // All bits of bytes that are in use, as far as they are not zero; of the rest some.
  for (std::size_t bit = 0; bit < file.bits(); ++bit) {
    if (file.content()[bit / 8] != '\0' || bit % 17 == 0) try_bit(file, bit);
  }
  CHECK(flips > 31'000);
  CHECK(outcomes["refused"] > 500);
  CHECK(outcomes["some"] > 500);
  check_outcomes();
}
