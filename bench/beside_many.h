#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace mayfly::bench {

/// Measures store and get beside `count` live messages against beside ten, and prints both.
void beside_many(const std::filesystem::path& folder, const std::string& program,
                 std::int64_t count, int rounds);

}  // namespace mayfly::bench
