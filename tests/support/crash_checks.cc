#include <algorithm>

#include "support/crash_world.h"

namespace mayfly::test {
namespace {

constexpr auto kLongest = std::chrono::hours{24};

}  // namespace

template <class Work>
void CrashWorld::expect(const std::string& what, Work&& work) {
  try {
    if (!work()) violations_.push_back(what);
  } catch (const std::exception& error) {
    violations_.push_back(what + ": " + error.what());
  }
}

std::vector<std::string> CrashWorld::violations() {
  faults.disarm();
  if (james_) check_objects();
  expect("it opens", [&] {
    open();
    return true;
  });
  if (!violations_.empty()) return violations_;
  check_ages();
  check_replaced();  // before any is read, which may burn it
  check_promised();
  check_doubtful();
  check_offered();
  check_goes_on();
  check_purge();
  return violations_;
}

/// They have seen an error, and go on.
void CrashWorld::check_objects() {
  const auto spare = std::ranges::find(promised_, "spare", &Known::text);
  if (spare != promised_.end()) {
    const Known unneeded = *spare;
    expect("it removes", [&] {
      remove(unneeded);
      return true;
    });
  }
  check_ages();
  check_goes_on();
}

void CrashWorld::check_promised() {
  for (const Known& one : promised_) {
    expect("'" + one.text + "' is there", [&] { return text_of(james(), one.id) == one.text; });
    if (one.burn) expect("it burns", [&] { return !text_of(james(), one.id); });
  }
}

void CrashWorld::check_doubtful() {
  for (const Known& one : gone_)
    expect("'" + one.text + "' is gone", [&] { return !text_of(james(), one.id); });
  for (const Known& one : doubtful_) {
    expect("'" + one.text + "' is whole or gone",
           [&] { return text_of(james(), one.id).value_or(one.text) == one.text; });
    if (one.burn) expect("it burns", [&] { return !text_of(james(), one.id); });
  }
}

/// A store that did not return has stored all or nothing.
void CrashWorld::check_offered() {
  expect("the offered message is whole or absent", [&] {
    const auto is_known = [&](const Entry& entry) {
      const auto has_id = [&](const Known& one) { return one.id == entry.id; };
      return std::ranges::any_of(promised_, has_id) || std::ranges::any_of(doubtful_, has_id);
    };
    return std::ranges::all_of(james().list(), [&](const Entry& entry) {
      return is_known(entry) || text_of(james(), entry.id) == offered_;
    });
  });
}

/// Of the two one is there.
void CrashWorld::check_replaced() {
  if (!replaced_) return;
  expect("one is replaced by the other", [&] {
    const auto entries = james().list();
    const bool old_one = std::ranges::any_of(entries, [&](const Entry& entry) {
      return entry.id == replaced_->id && !entry.expired;  // or its row is left, without its key
    });
    const bool new_one = std::ranges::any_of(entries, [&](const Entry& entry) {
      return !entry.burn && text_of(james(), entry.id) == offered_;
    });
    return old_one != new_one;
  });
}

/// Nobody has restored a copy.
void CrashWorld::check_ages() {
  expect("there is nothing to warn of", [&] {
    james().list();  // which compares them
    const auto warnings = vault().warnings();
    for (const Warning& warning : warnings) violations_.push_back(warning.text);
    return warnings.empty();
  });
}

void CrashWorld::check_goes_on() {
  expect("it stores", [&] {
    promised_.push_back(stored(james(), "next", std::chrono::hours{4}));
    return text_of(james(), promised_.back().id) == "next";
  });
  remember_keys();
}

void CrashWorld::check_purge() {
  clock.advance(kLongest);
  expect("it purges", [&] { return !vault().purge().failure; });
  expect("nothing is wrong", [&] {
    for (const Finding& finding : vault().verify(&james()).findings)
      violations_.push_back(finding.text);
    return true;
  });
  const std::string file = content_of(window_keys());
  for (const std::string& key : keys_)
    expect("no window key is left", [&] { return file.find(key) == std::string::npos; });
}

}  // namespace mayfly::test
