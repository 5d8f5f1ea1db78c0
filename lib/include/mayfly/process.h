#pragma once

#include <string>

namespace mayfly {

/// Prepares the process for secrets, before the first one is read: descriptors 0 to 2 are open
/// (where one was closed, reads and writes on it fail rather than hit another file), no core dump,
/// no ptrace by others, umask 077, and a small locked pool for keys unless BOTAN_MLOCK_POOL_SIZE is
/// set.
void harden_process();

/// Has SQLite allocate its pages one by one: a process that makes one call needs few. Before the
/// first vault is opened.
void tune_for_one_call();

/// Keeps the process's memory out of swap, as far as RLIMIT_MEMLOCK allows. False where only part
/// of it could be locked, or none.
bool lock_memory();

/// Known-answer test of the ciphers. Throws Error{unexpected} when an answer is wrong.
void self_test();

/// "Botan 2.19.3, SQLite 3.40.1"
std::string library_versions();

}  // namespace mayfly
