#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "mayfly/error.h"
#include "mayfly/random.h"

namespace mayfly {
namespace {
constexpr std::size_t kMostAtOnce = 256;  // getentropy(3)
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  // The kernel itself: we have no state that a fork could copy, and no descriptor that a child
  // could inherit.
  while (!out.empty()) {
    const std::size_t size = std::min(out.size(), kMostAtOnce);
    if (::getentropy(out.data(), size) != 0) {
      throw Error(ErrorKind::unexpected, "the system's random number generator failed: " +
                                             std::generic_category().message(errno));
    }
    out = out.subspan(size);
  }
}

}  // namespace mayfly
