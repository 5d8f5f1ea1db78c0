#include "platform/file_place.h"

#include <sys/stat.h>

namespace mayfly::platform {

FilePlace place_of(const std::filesystem::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return {path, 0, 0};
  return {path, found.st_dev, found.st_ino};
}

}  // namespace mayfly::platform
