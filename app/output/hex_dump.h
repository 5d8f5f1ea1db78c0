#pragma once

#include <functional>
#include <span>
#include <string>

#include "mayfly/debug_iv.h"
#include "output/format.h"

namespace mayfly::app {

/// Sixteen bytes in hex, "1a f3 ..", each in its own style; shorter rows are filled up with blanks.
std::string hex_row(ByteView bytes, const Painter& paint,
                    const std::function<Style(std::size_t)>& style_of);

/// The same as characters between bars, with a dot for what does not print.
std::string text_row(ByteView bytes, const Painter& paint,
                     const std::function<Style(std::size_t)>& style_of);

}  // namespace mayfly::app
