#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "mayfly/bytes.h"
#include "mayfly/random.h"

namespace mayfly {

/// Secrets of any number that wait, in their order: what is stored in one transaction is read
/// before it begins, since all who want to write wait for it. The first of them are in memory. What
/// is beyond is sealed, under a key that is nowhere but in this object, and lies in a file without
/// a name, which is gone with the process.
class Spool {
 public:
  static constexpr std::size_t kInMemory = std::size_t{16} << 20;  ///< bytes

  /// The file is made in `folder` when it is needed. The randomness must outlive this.
  Spool(std::filesystem::path folder, RandomSource& random, std::size_t in_memory = kInMemory);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  /// Adds a record of up to 1 GiB. Throws Error{not_written} if the disk is full. Not after take().
  void add(ByteView record);

  /// The next record, in the order in which they were added; nothing when there are no more.
  std::optional<SecureBytes> take();

 private:
  struct Chunks;

  SecureBytes chunk_;     ///< that is being filled, or emptied
  std::size_t at_ = 0;    ///< where the next record begins in it
  bool is_full_ = false;  ///< all was added
  std::unique_ptr<Chunks> chunks_;
};

}  // namespace mayfly
