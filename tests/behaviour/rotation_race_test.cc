// Rotations beside twenty processes that store.

#include <cstring>
#include <memory>
#include <optional>
#include <sstream>

#include "platform/file_lock.h"
#include "support/catch.h"
#include "support/key_fixture.h"
#include "support/real_process.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

constexpr int kWriters = 20;
constexpr int kMessages = 6;  // of each

struct RotationRace : KeyFixture {
  const Key first = key("first");
  const Key second = key("second");

  RotationRace() { REQUIRE(enroll(first).add_key(second) == SlotNumber{2}); }

  /// As long as the slowest machine may take.
  Vault open_patiently() {
    VaultOptions patient;
    patient.busy_timeout = patient.lock_wait = std::chrono::hours{24};
    return Vault::open(place(), clock, random, patient);
  }

  /// In a process of its own, whose output tells the ids and the texts: the program without its
  /// command line, so that one that has unlocked sees many rotations.
  void write(int writer) {
    Vault vault = open_patiently();
    UnlockedUser user =
        vault.find_user(UserName("james")).value().unlock(writer % 2 == 0 ? first : second);
    for (int i = 0; i < kMessages; ++i) {
      const std::string text = "text-" + std::to_string(writer) + "-" + std::to_string(i);
      const MessageId id = user.store(draft(text)).id;
      const std::string line = std::to_string(id) + " " + text + "\n";
      if (read(user, id) != text || ::write(1, line.data(), line.size()) < 0) ::_exit(1);
    }
  }

  std::unique_ptr<Process> start(int writer) {
    const auto in_child = [this, writer] {
      try {
        write(writer);
      } catch (const std::exception& error) {
        if (::write(2, error.what(), std::strlen(error.what())) < 0) ::_exit(3);
        ::_exit(2);
      }
      ::_exit(0);
    };
    return std::make_unique<Process>(std::vector<std::string>{"true"},
                                     Process::Options{"", {}, in_child});
  }

  /// How many rotations there were before the last message was stored.
  int rotate_until_all_is_stored() {
    Vault vault = open_patiently();
    UnlockedUser user = vault.find_user(UserName("james")).value().unlock(first);
    int rotations = 0;
    while (user.list().size() < kWriters * kMessages && rotations < 1000) {
      user.rotate(std::vector{second}, false);
      ++rotations;
    }
    return rotations;
  }

  void check_stored(const std::string& lines, UnlockedUser& user) {
    std::istringstream all(lines);
    int count = 0;
    MessageId id = 0;
    for (std::string text; all >> id >> text; ++count) CHECK(read(user, id) == text);
    CHECK(count == kMessages);
  }
};

}  // namespace

TEST_CASE_METHOD(RotationRace, "what twenty processes store while a key is rotated is readable",
                 "[rotation][race]") {
  Patience none;
  std::optional<platform::FileLock> lock(std::in_place, database().string() + "-lock", none);
  std::vector<std::unique_ptr<Process>> writers;
  for (int i = 0; i < kWriters; ++i) writers.push_back(start(i));
  lock.reset();
  CHECK(rotate_until_all_is_stored() >= 2);
  UnlockedUser by_first = unlock(first);
  UnlockedUser by_second = unlock(second);
  for (const auto& writer : writers) {
    const RunResult result = writer->wait();
    CAPTURE(result.err);
    REQUIRE(result.status == 0);
    check_stored(result.out, by_first);
    check_stored(result.out, by_second);
  }
  CHECK(open().verify(&by_first).findings.empty());
}
