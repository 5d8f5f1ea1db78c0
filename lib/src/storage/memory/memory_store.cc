#include "storage/memory/memory_store.h"

#include "mayfly/error.h"
#include "storage/memory/memory_transaction.h"

namespace mayfly::storage {

Held MemoryStore::lock_out_writers() {
  if (vault_->is_held)
    throw Error(ErrorKind::busy, "another process writes to the vault", "try again");
  vault_->is_held = true;
  return {vault_.get(), [vault = vault_](void*) { vault->is_held = false; }};
}

std::unique_ptr<Reader> MemoryStore::read() {
  return std::make_unique<MemoryTransaction>(vault_, ages_);
}

std::unique_ptr<Writer> MemoryStore::write() {
  return std::make_unique<MemoryTransaction>(vault_, ages_, lock_out_writers());
}

}  // namespace mayfly::storage
