#pragma once

#include "support/app_runner.h"

namespace mayfly::test {

/// A HOME for the program in the test, with its own clock, and for the real one. It can be copied:
/// what is tried in the copy leaves the first as it is.
struct CopiedHome : AppRunner {
  CopiedHome() {
    variables["MAYFLY_USER"] = "james";
    clock.set_wall(SystemClock().wall());
  }
  CopiedHome(const CopiedHome& other) : CopiedHome() {
    using std::filesystem::copy_options;
    std::filesystem::copy(other.home.path(), home.path(),
                          copy_options::recursive | copy_options::overwrite_existing);
  }
  CopiedHome& operator=(const CopiedHome&) = delete;

  /// Empty if there are none.
  std::filesystem::path window_keys() const {
    const auto state = home / ".local/state/mayfly";
    if (!std::filesystem::exists(state)) return {};
    for (const auto& file : std::filesystem::directory_iterator(state))
      if (file.path().extension() == ".windows") return file;
    return {};
  }
};

}  // namespace mayfly::test
