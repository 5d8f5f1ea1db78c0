#include "output/iv_view.h"

#include <algorithm>

#include "mayfly/encoding.h"
#include "output/hex_dump.h"

namespace mayfly::app {
namespace {

constexpr std::size_t kBlock = 16;
constexpr std::size_t kShownFirst = 5;  // of a long run of blocks: so many at its beginning,
constexpr std::size_t kShownLast = 3;   // and so many at its end

Style style_of(ByteMark mark) {
  switch (mark) {
    case ByteMark::garbled:
      return Style::garbled;
    case ByteMark::padding:
      return Style::padding;
    case ByteMark::right:
      return Style::right;
  }
  return Style::plain;
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
      text += formatted("  ... {} more blocks ...\n", count - kShownFirst - kShownLast);
    }
  }
  return text;
}

/// A line with its label first, 79 columns at most for a row of a block.
std::string labelled(const std::string& label, std::string_view text, std::string_view mark = " ") {
  std::string line = formatted("{} {:<11}{}", mark, label, text);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

/// One part of the blob, in rows of a block each.
std::string part(const char* label, bool numbered, ByteView bytes, const Painter& paint,
                 Style style) {
  return each_block(blocks_in(bytes.size()), [&](std::size_t block) {
    const std::string name = numbered     ? formatted("{} {}", label, block + 1)
                             : block == 0 ? label
                                          : "";
    return labelled(name,
                    hex_row(block_of(bytes, block), paint, [&](std::size_t) { return style; }));
  });
}

/// A long word in lines of 64 letters, under one another.
std::string folded(const std::string& label, std::string_view text) {
  constexpr std::size_t kWidth = 64;
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += kWidth) {
    lines += labelled(at == 0 ? label : "", text.substr(at, kWidth));
  }
  return lines;
}

/// Words in lines of at most 76 letters, indented by three.
std::string wrapped(std::string_view text) {
  constexpr std::size_t kWidth = 76;
  std::string lines;
  while (!text.empty()) {
    std::size_t end = text.size() <= kWidth ? text.size() : text.rfind(' ', kWidth);
    if (end == std::string_view::npos) end = text.size();
    lines += formatted("   {}\n", text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string blob_as_text(const IvDemonstration& demo, const Painter& paint) {
  std::string text = paint(
      formatted("The blob: {} bytes, IV || ciphertext || tag (A256CBC-HS512)", demo.blob.size()),
      Style::title);
  text += "\n" + part("IV", false, demo.iv(), paint, Style::iv);
  text += part("block", true, demo.ciphertext(), paint, Style::plain);
  text += part("tag", false, demo.tag(), paint, Style::tag);
  text += folded("base64", as_text(to_base64(demo.blob)));
  if (demo.key.empty()) return text;
  const std::string key = to_hex(demo.key);
  return text + folded("MAC key", key.substr(0, key.size() / 2)) +
         folded("enc key", key.substr(key.size() / 2));
}

std::string verdict(const IvReading& reading, const Painter& paint) {
  if (reading.right) return paint("RIGHT", Style::success);
  if (reading.garbled_blocks.empty()) {
    return paint("WRONG: padding at the end", Style::padding);
  }
  std::string blocks;
  for (const std::size_t block : reading.garbled_blocks)
    blocks += (blocks.empty() ? " " : ", ") + std::to_string(block);
  return paint("WRONG: block" + std::string(reading.garbled_blocks.size() > 1 ? "s" : "") + blocks,
               Style::garbled);
}

std::string row_as_text(const IvReading& reading, std::size_t block, const Painter& paint) {
  const auto style = [&](std::size_t i) { return style_of(reading.marks[block * kBlock + i]); };
  const bool garbled = std::ranges::count(reading.garbled_blocks, block + 1) > 0;
  const ByteView bytes = block_of(reading.bytes, block);
  return labelled(formatted("block {}", block + 1),
                  hex_row(bytes, paint, style) + text_row(bytes, paint, style),
                  garbled ? paint("!", Style::garbled) : " ");
}

std::string reading_as_text(const IvReading& reading, std::size_t number, const Painter& paint) {
  std::string text = "\n" + paint(formatted("{}. {}", number, reading.title), Style::title) + "  " +
                     verdict(reading, paint) + "\n" + wrapped(reading.explanation);
  return text + each_block(blocks_in(reading.bytes.size()),
                           [&](std::size_t block) { return row_as_text(reading, block, paint); });
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
