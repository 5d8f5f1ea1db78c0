#pragma once

#include <filesystem>
#include <set>
#include <span>
#include <string>

#include "cli/command.h"

namespace mayfly::test {

/// Where a text in the sources of `folder` names one of the tool's commands, one of its pages or an
/// option: "FILE:LINE". A library does not know who calls it.
std::set<std::string> caller_words(const std::filesystem::path& folder,
                                   std::span<const app::CommandSpec> commands);

}  // namespace mayfly::test
