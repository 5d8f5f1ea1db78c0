#include "support/crash_world.h"

#include <algorithm>
#include <fstream>

namespace mayfly::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto kTtlOfTwo = 600s;
constexpr auto kBetween = 65s;  // a window of 64 s and its messages have ended

}  // namespace

Known stored(UnlockedUser& user, const std::string& text, std::chrono::seconds ttl, bool burn) {
  Draft message = draft(text, ttl);
  message.burn = burn;
  return {user.store(std::move(message)).id, text, burn};
}

std::optional<std::string> text_of(UnlockedUser& user, MessageId id) {
  const auto message = user.get(id);
  if (!message) return std::nullopt;
  return std::string(as_text(message->text));
}

std::string content_of(const fs::path& path) {
  std::string bytes(fs::exists(path) ? fs::file_size(path) : 0, '\0');
  std::ifstream(path, std::ios::binary).read(bytes.data(), std::ssize(bytes));
  return bytes;
}

CalmVault::CalmVault(bool something_due) {
  UnlockedUser james = user("james");
  stored(james, "due", 1s);
  kept = stored(james, "kept", 1h);
  first_of_two = stored(james, "first of two", kTtlOfTwo);
  second_of_two = stored(james, "second of two", kTtlOfTwo);
  alone = stored(james, "alone in its window", 2h);
  spare = stored(james, "spare", 3h);
  burn = stored(james, "to burn", 1h, true);
  due_ = clock.wall() + kBetween;
  if (something_due) return;
  clock.advance(kBetween);
  open().purge();
}

std::vector<Known> CalmVault::all() const {
  std::vector<Known> all{kept, first_of_two, second_of_two, alone, spare, burn};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::chrono::seconds CalmVault::ttl_of_two() const {
  return kTtlOfTwo - kBetween;
}

CrashWorld::CrashWorld(const CalmVault& calm) : clock(calm.clock), promised_(calm.all()) {
  fs::copy(calm.folder.path(), folder_.path(),
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  remember_keys();
}

CrashWorld::CrashWorld() = default;
CrashWorld::~CrashWorld() = default;

void CrashWorld::open() {
  vault_ = std::make_unique<Vault>(Vault::open_or_create(place(), clock, random_, options()));
  james_ = std::make_unique<UnlockedUser>(
      vault_->unlock_or_enroll(UserName("james"), folder_ / "james.key").user);
}

fs::path CrashWorld::window_keys() const {
  if (!fs::exists(place().state_folder)) return {};
  for (const auto& file : fs::directory_iterator(place().state_folder))
    if (file.path().extension() == ".windows") return file;
  return {};
}

void CrashWorld::remember_keys() {
  const std::string file = content_of(window_keys());
  for (std::size_t index = 0; slot_offset(index) < file.size(); ++index) {
    window_keys::Slot slot;
    if (state_of(file, index, slot) == window_keys::SlotState::live)
      keys_.emplace(as_text(slot.key));
  }
}

void CrashWorld::store(const std::string& text, std::chrono::seconds ttl, bool burn) {
  offered_ = text;
  promised_.push_back(stored(james(), text, ttl, burn));
}

void CrashWorld::doubt(const Known& message) {
  std::erase_if(promised_, [&](const Known& one) { return one.id == message.id; });
  doubtful_.push_back(message);
}

void CrashWorld::get(const Known& message) {
  doubt(message);
  if (text_of(james(), message.id) != message.text) violations_.emplace_back("get is wrong");
  gone_.push_back(message);
}

void CrashWorld::remove(const Known& message) {
  doubt(message);
  james().remove(std::vector{message.id});
  gone_.push_back(message);
}

void CrashWorld::replace(const Known& message, const std::string& name, const std::string& text,
                         std::chrono::seconds ttl) {
  doubt(message);
  replaced_ = message;
  offered_ = text;
  Draft newer = draft(text, ttl);
  newer.name = secure_copy(as_bytes(name));
  newer.replace = true;
  const Receipt receipt = james().store(std::move(newer));
  if (receipt.replaced != 1) violations_.emplace_back("it replaces nothing");
  promised_.push_back({receipt.id, text});
  gone_.push_back(message);
}

void CrashWorld::purge() {
  const PurgeReport report = purge_vault(place(), clock, random_, options());
  if (report.failure) throw Error(*report.failure);
}

void CrashWorld::wait_until(Instant time) {
  clock.advance(time - clock.wall());
}

void CrashWorld::die(Loss loss) {
  james_.reset();
  vault_.reset();
  faults.disarm();
  remember_keys();
  faults.unsynced.lose(loss);
  remember_keys();
}

bool any_ended_key(const fs::path& window_keys, Instant now) {
  return std::ranges::any_of(live_slots(window_keys),
                             [&](const auto& slot) { return slot.window_end <= to_unix_ms(now); });
}

}  // namespace mayfly::test
