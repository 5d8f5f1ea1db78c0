#pragma once

// The files in which the system has its users and groups, read entry by entry.

#include <grp.h>
#include <pwd.h>

#include <cstdio>
#include <filesystem>
#include <memory>

namespace mayfly::platform {

/// Calls `visit(const passwd&)` or `visit(const group&)` until it returns false; for no entry at
/// all if the file cannot be read.
template <auto kNextEntry, class Visit>
void each_entry(const std::filesystem::path& path, Visit&& visit) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"),
                                                             std::fclose);
  while (file) {
    const auto* entry = kNextEntry(file.get());
    if (entry == nullptr || !visit(*entry)) return;
  }
}

}  // namespace mayfly::platform
