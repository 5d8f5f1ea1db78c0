#include "vault/key_access.h"

#include <chrono>

#include "mayfly/ttl.h"
#include "values/plausible.h"

namespace mayfly {

void KeyAccess::set(std::unique_ptr<window_keys::KeyStore> store) {
  store_ = std::move(store);
  failure_.reset();
  look_at_ownership();
}

void KeyAccess::set(Failure failure) {
  store_.reset();
  failure_ = std::move(failure);
}

window_keys::KeyStore& KeyAccess::require() const {
  if (!store_) throw Error(failure_.value().error);
  return *store_;
}

Instant KeyAccess::now() const {
  return store_ ? store_->time().now() : clock_.wall();
}

Instant KeyAccess::wall_now() const {
  return store_ ? store_->time().now() + store_->time().offset() : clock_.wall();
}

Instant KeyAccess::shown(Generation generation, Instant time) const {
  if (!store_) return time;
  const window_keys::VaultTime& vault_time = store_->time();
  return clamped_in_row(time) - vault_time.aged_by(generation) + vault_time.offset();
}

std::chrono::seconds KeyAccess::ttl_of(const Lifetime& lifetime, Instant now) const {
  if (!lifetime.until) return lifetime.ttl;
  return ttl_until(*lifetime.until, now + require().time().offset());
}

Instant KeyAccess::due(Generation generation, Instant end) const {
  const auto aged_by = store_ ? store_->time().aged_by(generation) : std::chrono::milliseconds{0};
  return clamped_in_row(end) - aged_by;
}

bool KeyAccess::destroy(const std::set<Generation>& generations) const {
  if (!store_ && !are_lost()) require();
  return store_ && !generations.empty() && store_->destroy(generations).count > 0;
}

std::optional<std::string> KeyAccess::clock_difference() const {
  if (!store_) return std::nullopt;
  const auto ahead = store_->time().ahead();
  if (std::chrono::abs(ahead) <= std::chrono::minutes{1}) return std::nullopt;
  return "the system's clock is " + format_duration(std::chrono::abs(ahead)) +
         (ahead.count() < 0
              ? " behind what this vault expects: time for which the machine was off counts once "
                "the clock is set by NTP; lifetimes go on meanwhile"
              : " ahead of what this vault expects: lifetimes go on undisturbed");
}

void KeyAccess::compare_ages(const storage::Counters& of_database) {
  if (!store_) return;
  // The keys' counters are of the beginning of the access, and the rows are of now. Whoever stored
  // something in between has counted on there first, and has made no database older.
  auto of_keys = store_->counters();
  database_is_older_ = of_database.next_id <= of_keys.last_message;
  if (of_database.last_generation > of_keys.generation) of_keys = store_->look_at_counters();
  are_older_ = of_database.last_generation > of_keys.generation;
}

void KeyAccess::compare_ages(storage::Reader& rows) try {
  if (store_) compare_ages(rows.counters());
} catch (const Error& error) {
  // Damage: store() and verify() say so.
  if (error.kind() != ErrorKind::authentication_failed) throw;
}

void KeyAccess::look_at_ownership() {
  if (store_) ownership_ = store_->ownership();
}

void KeyAccess::require_original() const {
  if (ownership_.copy) throw Error(*ownership_.copy);
}

void KeyAccess::take_along() const try {
  if (!ownership_.to_be_bound) return;
  store_->require_writable();
  store_->bind();
} catch (const Error& error) {
  if (error.kind() != ErrorKind::not_written && error.kind() != ErrorKind::busy) throw;
}

}  // namespace mayfly
