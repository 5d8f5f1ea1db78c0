#pragma once

// What may happen at each step of an operation on a CrashWorld.

#include <functional>

#include "support/crash_world.h"

namespace mayfly::test {

using Operation = std::function<void(CrashWorld&)>;

/// What the layer does, and what is lost then.
struct Accident {
  Fault fault;
  Loss loss;
  const char* name;
};

inline const std::vector<Accident> kAccidents{
    {Fault::fail, Loss::nothing, "one failure"},
    {Fault::stop, Loss::nothing, "killed"},
    {Fault::stop, Loss::everything, "power cut"},
    {Fault::stop, Loss::even_sectors, "power cut, even sectors lost"},
    {Fault::stop, Loss::odd_sectors, "power cut, odd sectors lost"},
    {Fault::tear, Loss::nothing, "killed in a write"},
};

/// Whether the operation came to its n-th step, where the accident happens.
inline bool meets_accident(CrashWorld& world, const Operation& operation, const Accident& accident,
                           int n) {
  world.faults.arm(accident.fault, n);
  try {
    operation(world);
  } catch (const std::exception&) {
    // An error was reported.
  }
  return world.faults.hit();
}

}  // namespace mayfly::test
