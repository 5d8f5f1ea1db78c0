#include "debug_iv_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "hex_dump.h"
#include "mayfly/encoding.h"

namespace mayfly::app {
namespace {

constexpr std::size_t kBlock = 16;
constexpr std::size_t kShownFirst = 5;  // of a long run of blocks: these many in front,
constexpr std::size_t kShownLast = 3;   // and these many at the end

constexpr auto kTitle = fmt::text_style(fmt::emphasis::bold);
const auto kIv = fmt::fg(fmt::terminal_color::cyan);
const auto kTag = fmt::fg(fmt::terminal_color::magenta);
const auto kPlain = fmt::text_style();

fmt::text_style style_of(ByteMark mark) {
  switch (mark) {
    case ByteMark::garbled:
      return fmt::emphasis::bold | fmt::fg(fmt::terminal_color::red);
    case ByteMark::padding:
      return fmt::fg(fmt::terminal_color::yellow);
    case ByteMark::right:
      return fmt::fg(fmt::terminal_color::green);
  }
  return kPlain;
}

ByteView block_of(ByteView bytes, std::size_t block) {
  return bytes.subspan(block * kBlock, std::min(kBlock, bytes.size() - block * kBlock));
}

std::size_t blocks_in(std::size_t bytes) {
  return (bytes + kBlock - 1) / kBlock;
}

/// Calls `line` for each block, and leaves out the middle of a long run.
std::string each_block(std::size_t count, const std::function<std::string(std::size_t)>& line) {
  std::string text;
  for (std::size_t block = 0; block < count; ++block) {
    const bool middle = block >= kShownFirst && block + kShownLast < count;
    if (!middle)
      text += line(block);
    else if (block == kShownFirst) {
      text += fmt::format("  ... {} more blocks ...\n", count - kShownFirst - kShownLast);
    }
  }
  return text;
}

/// One part of the blob, in rows of a block each.
std::string part(const char* label, bool numbered, ByteView bytes, const Painter& paint,
                 const fmt::text_style& style) {
  return each_block(blocks_in(bytes.size()), [&](std::size_t block) {
    const std::string name = numbered     ? fmt::format("{} {}", label, block + 1)
                             : block == 0 ? label
                                          : "";
    return fmt::format("  {:<12}{}\n", name,
                       hex_row(block_of(bytes, block), paint, [&](std::size_t) { return style; }));
  });
}

std::string blob_as_text(const IvDemonstration& demo, const Painter& paint) {
  std::string text =
      paint(fmt::format("The blob: {} bytes, IV || ciphertext || tag (A256CBC-HS512)",
                        demo.blob.size()),
            kTitle) +
      "\n";
  text += part("IV", false, demo.iv(), paint, kIv);
  text += part("block", true, demo.ciphertext(), paint, kPlain);
  text += part("tag", false, demo.tag(), paint, kTag);
  text += fmt::format("  {:<12}{}\n", "base64", as_text(to_base64(demo.blob)));
  if (!demo.key.empty()) text += fmt::format("  {:<12}{}\n", "key", to_hex(demo.key));
  return text;
}

std::string verdict(const IvReading& reading, const Painter& paint) {
  if (reading.right) return paint("RIGHT", style_of(ByteMark::right) | fmt::emphasis::bold);
  if (reading.garbled_blocks.empty()) {
    return paint("WRONG: padding at the end", style_of(ByteMark::padding));
  }
  return paint(fmt::format("WRONG: block{} {}", reading.garbled_blocks.size() > 1 ? "s" : "",
                           fmt::join(reading.garbled_blocks, ", ")),
               style_of(ByteMark::garbled));
}

std::string reading_as_text(const IvReading& reading, std::size_t number, const Painter& paint) {
  std::string text =
      fmt::format("\n{}  {}\n   {}\n", paint(fmt::format("{}. {}", number, reading.title), kTitle),
                  verdict(reading, paint), reading.explanation);
  return text + each_block(blocks_in(reading.bytes.size()), [&](std::size_t block) {
           const auto style = [&](std::size_t i) {
             return style_of(reading.marks[block * kBlock + i]);
           };
           const bool garbled = std::ranges::count(reading.garbled_blocks, block + 1) > 0;
           const ByteView bytes = block_of(reading.bytes, block);
           return fmt::format("  {:<12}{} {}{}\n", fmt::format("block {}", block + 1),
                              hex_row(bytes, paint, style), text_row(bytes, paint, style),
                              garbled ? paint(" <- garbled", style_of(ByteMark::garbled)) : "");
         });
}

}  // namespace

std::string demonstration_as_text(const IvDemonstration& demonstration, const Painter& paint) {
  std::string text = blob_as_text(demonstration, paint);
  std::size_t number = 0;
  for (const IvReading& reading : demonstration.readings) {
    text += reading_as_text(reading, ++number, paint);
  }
  return text;
}

}  // namespace mayfly::app
