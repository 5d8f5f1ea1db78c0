#include "window_keys/vault_time.h"

namespace mayfly::window_keys {

std::vector<Age> VaultTime::ages() const {
  std::vector<Age> ages;
  for (const Aging& aging : record_.agings) {
    const Generation last{aging.last_generation};
    ages.push_back({last, aged_by(last)});
  }
  return ages;
}

void VaultTime::look(const ClockRecord& saved, Generation last, const Living& living) {
  record_ = saved;
  look_ = look_at_clocks(record_, *clock_, number_of(last));
  if (look_.older_by == 0) return;
  std::vector<std::int64_t> there;
  for (const Generation one : living()) there.push_back(number_of(one));
  compact(record_.agings, there);
}

}  // namespace mayfly::window_keys
