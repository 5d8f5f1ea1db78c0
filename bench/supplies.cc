#include "supplies.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

#include "mayfly/random.h"

namespace mayfly::bench {

namespace fs = std::filesystem;

fs::path make_message(const fs::path& path, std::size_t size) {
  std::ofstream file(path, std::ios::binary);
  SystemRandom random;
  // In pieces: what we hold counts as the peak of each child that we spawn afterwards.
  for (std::size_t left = size; left > 0;) {
    std::array<std::uint8_t, 4096> piece{};
    random.fill(piece);
    const std::size_t length = std::min(left, piece.size());
    file.write(reinterpret_cast<const char*>(piece.data()), static_cast<std::streamsize>(length));
    left -= length;
  }
  if (!file.flush()) throw std::runtime_error("could not write " + path.string());
  return path;
}

std::string installed(const fs::path& folder, const fs::path& program) {
  fs::copy_file(program, folder / "mayfly");
  return folder / "mayfly";
}

}  // namespace mayfly::bench
