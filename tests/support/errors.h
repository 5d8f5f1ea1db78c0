#pragma once

#include <optional>

#include "mayfly/error.h"

namespace mayfly::test {

/// The kind of Error that `work` throws; nothing if it throws none.
template <class Work>
std::optional<ErrorKind> error_kind(Work&& work) {
  try {
    work();
    return std::nullopt;
  } catch (const Error& error) {
    return error.kind();
  }
}

}  // namespace mayfly::test
