#include <botan/system_rng.h>

#include "mayfly/random.h"

namespace mayfly {

void SystemRandom::fill(std::span<std::uint8_t> out) {
  Botan::system_rng().randomize(out.data(), out.size());
}

}  // namespace mayfly
