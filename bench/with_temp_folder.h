#pragma once

#include <filesystem>
#include <functional>

namespace mayfly::bench {

/// Runs `work` in a process of its own, in a new private folder (under TMPDIR or /tmp), and removes
/// the folder afterwards, whatever ended the work: its return, an exception, a signal. Returns its
/// exit status; an exception is told on stderr, and 1.
int with_temp_folder(const std::function<int(const std::filesystem::path&)>& work);

}  // namespace mayfly::bench
