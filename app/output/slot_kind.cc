#include "output/slot_kind.h"

namespace mayfly::app {

const char* name_of(SlotKind kind) {
  switch (kind) {
    case SlotKind::key_file:
      return "key-file";
    case SlotKind::passphrase:
      return "passphrase";
  }
  return "unknown";
}

}  // namespace mayfly::app
