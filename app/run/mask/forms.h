#pragma once

#include <array>
#include <span>
#include <vector>

#include "mayfly/bytes.h"
#include "run/mask/pattern.h"

namespace mayfly::app {

/// How a stream is read before a pattern is looked for in it.
enum class Reading : std::uint8_t {
  plain,
  unwrapped,      ///< without its ends of lines, which base64 has in any place
  url,            ///< %41 is A
  url_with_plus,  ///< and + is a blank
};
inline constexpr std::size_t kReadings = 4;

/// The forms in which secrets may stand in what a program writes: as they are, in base64 and
/// base64url at each of the three alignments, and in a URL.
struct MaskForms {
  std::array<std::vector<Pattern>, kReadings> of;  ///< by Reading

  const std::vector<Pattern>& at(Reading reading) const {
    return of[static_cast<std::size_t>(reading)];
  }
};

/// A newline at a secret's end need not be there: programs cut it off. Throws Error{usage} for a
/// secret that, without it, has less than 4 bytes or more than 64 KiB.
MaskForms forms_of(std::span<const SecureBytes> secrets);

/// The secret as it is masked: without newlines at its end. Throws as forms_of().
ByteView require_maskable(ByteView secret);

}  // namespace mayfly::app
