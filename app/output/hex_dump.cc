#include "output/hex_dump.h"

namespace mayfly::app {
namespace {
constexpr std::size_t kRow = 16;
}

std::string hex_row(ByteView bytes, const Painter& paint,
                    const std::function<Style(std::size_t)>& style_of) {
  std::string row;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    row += paint(formatted("{:02x}", bytes[i]), style_of(i)) + " ";
  }
  return row + std::string((kRow - bytes.size()) * 3, ' ');
}

std::string text_row(ByteView bytes, const Painter& paint,
                     const std::function<Style(std::size_t)>& style_of) {
  std::string row = "|";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool prints = bytes[i] >= 0x20 && bytes[i] < 0x7f;
    row += paint(std::string(1, prints ? static_cast<char>(bytes[i]) : '.'), style_of(i));
  }
  return row + "|";
}

}  // namespace mayfly::app
