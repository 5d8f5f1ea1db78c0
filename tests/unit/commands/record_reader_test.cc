#include "commands/record_reader.h"

#include <unistd.h>

#include <array>
#include <thread>

#include "support/catch.h"

using namespace mayfly;
using app::RecordReader;

namespace {

using Records = std::vector<std::string>;

Records all_of(RecordReader reader) {
  Records records;
  while (const auto record = reader.next()) records.emplace_back(as_text(*record));
  return records;
}

Records in_bytes(const std::string& text, char end = '\n') {
  return all_of(RecordReader(secure_copy(as_bytes(text)), end, 100));
}

/// A pipe that another thread fills, in pieces of that size.
Records in_pipe(const std::string& text, std::size_t piece, std::size_t max_size) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  std::thread writer([&] {
    for (std::size_t at = 0; at < text.size(); at += piece)
      if (::write(ends[1], text.data() + at, std::min(piece, text.size() - at)) < 0) break;
    ::close(ends[1]);
  });
  Records records = all_of(RecordReader(ends[0], '\n', max_size));
  writer.join();
  ::close(ends[0]);
  return records;
}

}  // namespace

TEST_CASE("records end with their end, which the last one need not have", "[records]") {
  CHECK(in_bytes("a\nb\n") == Records{"a", "b"});
  CHECK(in_bytes("a\nb") == Records{"a", "b"});
  CHECK(in_bytes("\n\na\n\n") == Records{"", "", "a", ""});
  CHECK(in_bytes("").empty());
  CHECK(in_bytes("\n") == Records{""});
  CHECK(in_bytes("a\r\n") == Records{"a\r"});
  CHECK(in_bytes(std::string("a\nb\0c", 5), '\0') == Records{"a\nb", "c"});
}

TEST_CASE("a pipe gives the same, in whatever pieces it comes", "[records]") {
  std::string text;
  Records expected;
  for (std::size_t size = 1; size < 300; size += 7) {
    expected.push_back(std::string(size * size / 3 + 1, static_cast<char>('a' + size % 26)));
    text += expected.back() + "\n";
  }
  for (const std::size_t piece : {1U, 7U, 4096U, 1U << 20}) {
    CAPTURE(piece);
    CHECK(in_pipe(text, piece, 1 << 20) == expected);
  }
}

TEST_CASE("a record that is too long is not read to its end", "[records]") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const std::string long_one(50'000, 'x');
  REQUIRE(::write(ends[1], long_one.data(), long_one.size()) == std::ssize(long_one));
  RecordReader reader(ends[0], '\n', 10'000);  // the writer never ends
  const auto record = reader.next();
  REQUIRE(record);
  CHECK(record->size() > 10'000);
  ::close(ends[0]);
  ::close(ends[1]);
}
