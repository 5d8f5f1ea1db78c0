// Bundles that somebody has altered, in whatever way, against the code that reads them.

#include "support/bundle_bytes.h"
#include "support/catch.h"
#include "support/key_fixture.h"
#include "values/big_endian.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

struct BundleWorld {
  SystemRandom random;
  Key key = Key::of_file(KeyFile::generate(random));

  Bytes small() { return write_bundle(key, {bundled("one", "door"), bundled("two")}, random); }
  /// Of so many full chunks, and the rest.
  Bytes large(int full_chunks) {
    const std::string text(static_cast<std::size_t>(full_chunks) << 16, 'x');
    return write_bundle(key, {bundled(text, "large")}, random);
  }
};

ByteView chunk_of(const Bytes& bundle, std::size_t number) {
  const ByteView rest = ByteView(bundle).subspan(kBundleHeader + number * kBundleChunk);
  return rest.first(std::min(rest.size(), kBundleChunk));
}

Bytes header_and(const Bytes& bundle, const std::vector<ByteView>& chunks) {
  Bytes bytes(bundle.begin(), bundle.begin() + kBundleHeader);
  for (const ByteView chunk : chunks) bytes.insert(bytes.end(), chunk.begin(), chunk.end());
  return bytes;
}

bool is_refused(const ReadBundle& read) {
  return read.error == ErrorKind::authentication_failed || read.error == ErrorKind::not_a_vault;
}

}  // namespace

TEST_CASE("a bundle gives back what was put in, in its order", "[bundle]") {
  BundleWorld world;
  const std::string large(200'000, 'l');
  auto burn = bundled("once");
  burn.burn = true;
  const Bytes bytes = write_bundle(
      world.key, {bundled("one", "door"), bundled(large), std::move(burn)}, world.random);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{65'537}, bytes.size()}) {
    const ReadBundle read = read_bundle(world.key, bytes, piece);
    REQUIRE(!read.error);
    REQUIRE(read.messages.size() == 3);
    CHECK(as_text(read.messages[0].text) == "one");
    CHECK(as_text(read.messages[0].name.value()) == "door");
    CHECK(read.messages[0].deadline == from_unix_ms(1'795'500'600'000));
    CHECK(read.messages[0].remaining == std::chrono::minutes{10});
    CHECK(as_text(read.messages[1].text) == large);
    CHECK(!read.messages[1].name);
    CHECK(!read.messages[1].burn);
    CHECK(read.messages[2].burn);
  }
}

TEST_CASE("a bundle whose plaintext ends with a chunk has no empty one after it", "[bundle]") {
  BundleWorld world;
  constexpr std::size_t kFrame = 1 + 5 * 8 + 2 * 4 + 1 + 8;  // of one message, and the end
  for (const std::size_t more : {0U, 1U}) {
    const std::string text((1 << 16) - kFrame + more, 'x');
    const Bytes bytes = write_bundle(world.key, {bundled(text)}, world.random);
    CHECK(bytes.size() == kBundleHeader + kBundleChunk + more * 64);
    CHECK(read_bundle(world.key, bytes).messages.size() == 1);
  }
}

TEST_CASE("a bundle of which any byte was altered gives nothing that is not authentic",
          "[bundle]") {
  BundleWorld world;
  const Bytes bytes = world.small();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int bit : {0, 7}) {
      CAPTURE(at, bit);
      Bytes altered = bytes;
      altered[at] = static_cast<std::uint8_t>(altered[at] ^ (1 << bit));
      const ReadBundle read = read_bundle(world.key, altered);
      CHECK(is_refused(read));
      CHECK(read.messages.empty());
    }
  }
}

TEST_CASE("a header that was altered with its checksum opens nothing", "[bundle]") {
  BundleWorld world;
  const Bytes bytes = world.small();
  for (std::size_t at = 0; at < kBundleHeader - 32; ++at) {
    CAPTURE(at);
    Bytes altered = bytes;
    altered[at] ^= 1;
    const ReadBundle read = read_bundle(world.key, with_right_checksum(altered));
    // The id of the bundle, and that of its KEK, tell a wrong key.
    CHECK((is_refused(read) || read.error == ErrorKind::wrong_key));
    CHECK(read.messages.empty());
  }
}

TEST_CASE("a bundle that was cut anywhere is refused", "[bundle]") {
  BundleWorld world;
  const Bytes small = world.small();
  for (std::size_t size = 1; size < small.size(); ++size) {
    CAPTURE(size);
    CHECK(is_refused(read_bundle(world.key, {small.begin(), small.begin() + long(size)})));
  }
  const Bytes empty;
  CHECK(read_bundle(world.key, empty).error == ErrorKind::usage);
  const Bytes large = world.large(2);
  for (const std::size_t chunks : {0U, 1U, 2U}) {
    for (const std::size_t more : {0U, 1U, 15U, 16U, 32U, 48U, 64U}) {
      const std::size_t size = kBundleHeader + chunks * kBundleChunk + more;
      if (size >= large.size()) continue;
      CAPTURE(chunks, more);
      CHECK(is_refused(read_bundle(world.key, {large.begin(), large.begin() + long(size)})));
    }
  }
}

TEST_CASE("chunks that are left out, doubled, exchanged or of another bundle are refused",
          "[bundle]") {
  BundleWorld world;
  const Bytes one = world.large(2);
  const Bytes other = world.large(2);
  const auto at = [&](std::size_t number) { return chunk_of(one, number); };
  REQUIRE(read_bundle(world.key, header_and(one, {at(0), at(1), at(2)})).messages.size() == 1);
  const std::vector<std::vector<ByteView>> wrong{
      {at(0), at(2)},
      {at(1), at(2)},
      {at(2)},
      {at(0), at(1)},
      {at(0)},
      {at(0), at(0), at(1), at(2)},
      {at(0), at(1), at(1), at(2)},
      {at(0), at(1), at(2), at(2)},
      {at(1), at(0), at(2)},
      {at(0), at(2), at(1)},
      {at(0), chunk_of(other, 1), at(2)},
      {at(0), at(1), chunk_of(other, 2)},
      {chunk_of(other, 0), chunk_of(other, 1), chunk_of(other, 2)},
  };
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    CAPTURE(i);
    const ReadBundle read = read_bundle(world.key, header_and(one, wrong[i]));
    CHECK(is_refused(read));
    CHECK(read.messages.empty());
  }
}

TEST_CASE("what stands after a bundle is refused, another bundle as well", "[bundle]") {
  BundleWorld world;
  for (const Bytes& bundle : {world.small(), world.large(1)}) {
    for (const Bytes& more : {Bytes(1), Bytes(16), Bytes(80'000), world.small(), bundle}) {
      Bytes longer = bundle;
      longer.insert(longer.end(), more.begin(), more.end());
      CHECK(is_refused(read_bundle(world.key, longer)));
    }
  }
}

TEST_CASE("another key, or one of another kind, opens no bundle", "[bundle]") {
  BundleWorld world;
  const Bytes bytes = world.small();
  const Key other = Key::of_file(KeyFile::generate(world.random));
  CHECK(read_bundle(other, bytes).error == ErrorKind::wrong_key);
  CHECK(read_bundle(passphrase("open sesame"), bytes).error == ErrorKind::wrong_key);
  const Bytes under_passphrase =
      write_bundle(passphrase("open sesame"), {bundled("one")}, world.random);
  CHECK(read_bundle(passphrase("open sesame"), under_passphrase).messages.size() == 1);
  CHECK(read_bundle(passphrase("open"), under_passphrase).error == ErrorKind::wrong_key);
  CHECK(read_bundle(world.key, under_passphrase).error == ErrorKind::wrong_key);
}

TEST_CASE("a derivation that a bundle asks for is refused before it is paid", "[bundle]") {
  BundleWorld world;
  const Bytes bytes = write_bundle(passphrase("open sesame"), {bundled("one")}, world.random);
  constexpr std::size_t kParams = 8 + 8 + 8 + 16;
  struct Cost {
    std::uint32_t memory_kib, passes, lanes;
  };
  for (const Cost cost :
       {Cost{8 << 20, 3, 4}, Cost{64 << 10, UINT32_MAX, 4}, Cost{64 << 10, 3, 0},
        Cost{64 << 10, 0, 4}, Cost{8, 1, 1}, Cost{1 << 20, 16, 1}, Cost{512 << 10, 3, 4}}) {
    CAPTURE(cost.memory_kib, cost.passes, cost.lanes);
    Bytes altered = bytes;
    const std::span<std::uint8_t> params = std::span(altered).subspan(kParams);
    put_big_endian(params.first(4), cost.memory_kib);
    put_big_endian(params.subspan(4, 4), cost.passes);
    put_big_endian(params.subspan(8, 4), cost.lanes);
    const auto read = read_bundle(passphrase("open sesame"), with_right_checksum(altered));
    CHECK(read.error == ErrorKind::authentication_failed);
  }
}

TEST_CASE("a bundle of a newer format, and one that says it has messages of one, are refused",
          "[bundle]") {
  BundleWorld world;
  Bytes newer = world.small();
  newer[15] = 2;
  CHECK(read_bundle(world.key, newer).error == ErrorKind::not_a_vault);
  CHECK(read_bundle(world.key, with_right_checksum(newer)).error == ErrorKind::not_a_vault);
  Bytes zeros(100'000);
  CHECK(read_bundle(world.key, zeros).error == ErrorKind::not_a_vault);
}
