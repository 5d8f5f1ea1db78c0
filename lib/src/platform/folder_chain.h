#pragma once

// The folders on the way to one, from "/" on, and whether somebody else could exchange one of them.

#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mayfly::platform {

struct FolderChain {
  struct Part {
    std::string path;
    struct stat status;
  };
  std::vector<Part> there;                     ///< "/" first; without symbolic links
  std::vector<std::filesystem::path> missing;  ///< below these, topmost first
};

/// One system call for each folder, as long as none is a symbolic link. Throws
/// Error{unsafe_permissions} if we may not look, and Error{not_written}.
FolderChain chain_to(const std::filesystem::path& folder);

/// Whether somebody else than `user` can write to the folder or file, by its mode or its access
/// list; the user's own private group does not count.
bool others_can_write(const FolderChain::Part& place, uid_t user);

/// What is unsafe about folders, all in one error.
class FolderRefusal {
 public:
  /// Looks at the folder that the chain leads to, if it exists: it has to be ours, and nobody else
  /// may write to it. If it is missing, the same goes for the one in which it would be made; but it
  /// is safe to make a folder in a sticky one of the system's, like /tmp. The folders above have to
  /// be ours or root's, and others may write to sticky ones only.
  void add(const FolderChain& chain);

  /// Looks at one folder by itself, in the same way.
  void add(const FolderChain::Part& folder);

  /// Throws Error{unsafe_permissions} if anything is unsafe.
  void throw_if_any() const;

 private:
  enum class What : std::uint8_t { shared, sticky, foreign };
  struct Offence {
    std::string folder;
    What what;
    uid_t owner;
  };

  void add_above(const FolderChain::Part& folder);
  void add(const FolderChain::Part& folder, What what);
  bool any(What what) const;
  std::string text() const;
  std::string hint() const;

  uid_t user_ = ::geteuid();
  std::vector<Offence> offences_;
};

}  // namespace mayfly::platform
