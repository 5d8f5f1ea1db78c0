#pragma once

namespace mayfly {

/// Prepares the process for secrets; to be called once, before the first one is read and before
/// there are threads. Descriptors 0 to 2 are open afterwards (if one was closed, reads and writes
/// on it fail rather than hit another file); there is no core dump and no ptrace by others; the
/// umask is 077; and there is a small locked pool for keys, unless BOTAN_MLOCK_POOL_SIZE is set.
/// Children inherit the descriptors, the core limit, the umask and that variable.
void harden_process();

/// Lets SQLite allocate its pages one by one, for a process that makes one call and needs few. To
/// be called before the first vault is opened; it has no effect later.
void tune_for_one_call();

/// Keeps the memory of the process out of swap, if RLIMIT_MEMLOCK is unlimited. Otherwise changes
/// nothing and returns false: then only keys and messages in SecureBytes may be locked.
bool lock_memory();

/// Known-answer test of the ciphers, in less than a millisecond. Throws Error{unexpected} if an
/// answer is wrong: a broken build or processor must not touch a vault.
void self_test();

}  // namespace mayfly
