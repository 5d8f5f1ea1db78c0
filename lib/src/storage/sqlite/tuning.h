#pragma once

namespace mayfly::storage {

/// SQLite would allocate and touch twenty pages at the first open; a short process needs half of
/// them. For the whole process; without effect once SQLite is in use.
void allocate_pages_singly() noexcept;

}  // namespace mayfly::storage
