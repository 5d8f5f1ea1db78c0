#include "support/failing_vfs.h"

#include <algorithm>
#include <cerrno>
#include <new>

namespace mayfly::test {
namespace {

/// What SQLite has as an open file; the system's, of a size that it tells, stands behind.
struct File {
  sqlite3_file base;
  FileFaults* faults;
  std::string* path;  ///< empty for a temporary file
  int last_errno;

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& ours(sqlite3_file* file) {
  return *reinterpret_cast<File*>(file);
}

/// Calls the method of the system's file.
template <auto kMethod, class... Arguments>
auto pass_on(sqlite3_file* file, Arguments... arguments) {
  sqlite3_file* real = ours(file).real();
  return (real->pMethods->*kMethod)(real, arguments...);
}

int close(sqlite3_file* file) {
  delete ours(file).path;
  return pass_on<&sqlite3_io_methods::xClose>(file);
}

void note_change(sqlite3_file* file, sqlite3_int64 offset, sqlite3_int64 size) {
  sqlite3_int64 file_size = 0;
  pass_on<&sqlite3_io_methods::xFileSize>(file, &file_size);
  if (size < 0) size = std::max<sqlite3_int64>(file_size - offset, 0);  // to the end
  const auto read = [&](std::uint64_t at, std::size_t wanted) {
    std::string old(wanted, '\0');
    const auto from = static_cast<sqlite3_int64>(at);
    pass_on<&sqlite3_io_methods::xRead>(file, old.data(), static_cast<int>(wanted), from);
    const auto there =
        std::clamp(file_size - from, sqlite3_int64{0}, static_cast<sqlite3_int64>(wanted));
    old.resize(static_cast<std::size_t>(there));
    return old;
  };
  ours(file)
      .faults->unsynced.of(*ours(file).path)
      .will_change(static_cast<std::uint64_t>(offset), static_cast<std::uint64_t>(size),
                   static_cast<std::uint64_t>(file_size), read);
}

/// As SQLite's own does: the errno is kept.
int read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
  if (!ours(file).faults->next_read_fails())
    return pass_on<&sqlite3_io_methods::xRead>(file, out, size, offset);
  ours(file).last_errno = EIO;
  return SQLITE_IOERR_CORRUPTFS;
}

int control(sqlite3_file* file, int operation, void* argument) {
  if (operation != SQLITE_FCNTL_LAST_ERRNO)
    return pass_on<&sqlite3_io_methods::xFileControl>(file, operation, argument);
  *static_cast<int*>(argument) = ours(file).last_errno;
  return SQLITE_OK;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  FileFaults& faults = *ours(file).faults;
  const Step step = faults.next();
  if (step == Step::fails && faults.stopped()) return SQLITE_IOERR_WRITE;
  if (step == Step::fails || faults.database_full) return SQLITE_FULL;
  if (step == Step::is_torn) size = std::min(size, static_cast<int>(kTornBytes));
  note_change(file, offset, size);
  const int result = pass_on<&sqlite3_io_methods::xWrite>(file, bytes, size, offset);
  return step == Step::is_torn ? SQLITE_IOERR_WRITE : result;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (ours(file).faults->next() != Step::happens) return SQLITE_IOERR_TRUNCATE;
  note_change(file, size, -1);
  return pass_on<&sqlite3_io_methods::xTruncate>(file, size);
}

int sync(sqlite3_file* file, int) {
  FileFaults& faults = *ours(file).faults;
  if (faults.next() != Step::happens) return SQLITE_IOERR_FSYNC;
  faults.unsynced.synced(*ours(file).path);
  if (ours(file).path->ends_with("-journal")) faults.unsynced.folder_synced();  // as SQLite does
  return SQLITE_OK;
}

const sqlite3_io_methods kMethods{
    1,
    close,
    read,
    write,
    truncate,
    sync,
    [](sqlite3_file* f, sqlite3_int64* size) {
      return pass_on<&sqlite3_io_methods::xFileSize>(f, size);
    },
    [](sqlite3_file* f, int level) { return pass_on<&sqlite3_io_methods::xLock>(f, level); },
    [](sqlite3_file* f, int level) { return pass_on<&sqlite3_io_methods::xUnlock>(f, level); },
    [](sqlite3_file* f, int* held) {
      return pass_on<&sqlite3_io_methods::xCheckReservedLock>(f, held);
    },
    control,
    [](sqlite3_file* f) { return pass_on<&sqlite3_io_methods::xSectorSize>(f); },
    [](sqlite3_file* f) { return pass_on<&sqlite3_io_methods::xDeviceCharacteristics>(f); },
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr};

const FailingVfs& layer_of(sqlite3_vfs* vfs) {
  return *static_cast<FailingVfs*>(vfs->pAppData);
}

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  const FailingVfs& layer = layer_of(vfs);
  file->pMethods = nullptr;
  // The database is there; what may be made is its journal.
  if ((flags & SQLITE_OPEN_CREATE) != 0 && layer.faults().next() != Step::happens)
    return SQLITE_CANTOPEN;
  File& opened = *::new (file) File{{nullptr}, &layer.faults(), nullptr, 0};
  const int result = layer.system()->xOpen(layer.system(), path, opened.real(), flags, out_flags);
  if (opened.real()->pMethods == nullptr) return result;
  opened.path = new std::string(path == nullptr ? "" : path);
  opened.base.pMethods = &kMethods;
  return result;
}

int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  const FailingVfs& layer = layer_of(vfs);
  if (layer.faults().next() != Step::happens) return SQLITE_IOERR_DELETE;
  layer.faults().unsynced.will_delete(path, sync_folder != 0);
  layer.faults().unsynced.synced(path);
  return layer.system()->xDelete(layer.system(), path, 0);
}

}  // namespace

FailingVfs::FailingVfs(FileFaults& faults)
    : faults_(&faults), system_(sqlite3_vfs_find(nullptr)), vfs_(*system_) {
  vfs_.zName = "mayfly-failing";
  vfs_.pNext = nullptr;
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + system_->szOsFile;
  vfs_.pAppData = this;
  vfs_.xOpen = open;
  vfs_.xDelete = remove;
  sqlite3_vfs_register(&vfs_, 1);
}

FailingVfs::~FailingVfs() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(system_, 1);
}

}  // namespace mayfly::test
