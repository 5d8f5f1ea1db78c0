#pragma once

#include <utility>

#include "mayfly/error.h"

namespace mayfly::storage {

/// The exception in flight, which must be SQLite's, as ours. Throws; never returns.
[[noreturn]] void rethrow_as_ours();

/// Runs `work`; what SQLite throws becomes an Error.
template <class Work>
auto guarded(Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const Error&) {
    throw;
  } catch (...) {
    rethrow_as_ours();
  }
}

}  // namespace mayfly::storage
