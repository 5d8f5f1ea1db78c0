// The worked example of doc/format.md, against the code that reads and writes vaults.

#include <algorithm>
#include <map>
#include <numeric>
#include <regex>
#include <vector>

#include "bundle/bundle_header.h"
#include "bundle/bundle_record.h"
#include "bundle/chunk_reader.h"
#include "keys/key_text.h"
#include "keys/user_key.h"
#include "mayfly/encoding.h"
#include "support/bytes_of.h"
#include "support/catch.h"
#include "values/aad.h"
#include "vault/receipt_note.h"
#include "vault/row_sealer.h"
#include "window_keys/file/binding.h"
#include "window_keys/file/block.h"
#include "window_keys/file/clock_block.h"
#include "window_keys/file/header.h"
#include "window_keys/file/slot.h"
#include "window_keys/window.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

/// The `name = hex` pairs of the example; a value goes on over lines that are indented.
std::map<std::string, SecureBytes> example(const std::string& document) {
  std::string text = document.substr(document.find("## A worked example"));
  text = std::regex_replace(text, std::regex("\\n {14}"), "");
  std::map<std::string, SecureBytes> values;
  const std::regex pair("\\n(\\w+) *= ([0-9a-f]+)");
  for (auto at = std::sregex_iterator(text.begin(), text.end(), pair); at != std::sregex_iterator();
       ++at) {
    values[(*at)[1]] = from_hex((*at)[2].str()).value();
  }
  return values;
}

/// Hands out the IV of the example.
class GivenIv final : public RandomSource {
 public:
  explicit GivenIv(ByteView iv) : iv_(iv) {}
  void fill(std::span<std::uint8_t> out) override { std::ranges::copy(iv_, out.begin()); }

 private:
  ByteView iv_;
};

/// Whether the block is the fields, zeros, their checksum, and zeros.
void check_block(const SecureBytes& block, SecureBytes fields, const SecureBytes& checksum,
                 std::size_t size = window_keys::kFieldsSize) {
  fields.resize(size);
  fields.insert(fields.end(), checksum.begin(), checksum.end());
  fields.resize(window_keys::kBlockSize);
  CHECK(block == fields);
}

const Instant kCreatedAt = from_unix_ms(1'795'500'000'000);

struct SlotExample {
  SecureBytes aad, iv, sealed;
};

void check_slot(ByteView user_key, const keys::Kek& kek, const keys::SlotPlace& place,
                const SlotExample& example) {
  GivenIv iv(example.iv);
  CHECK(keys::seal_user_key(user_key, kek, place, iv) == example.sealed);
  CHECK(keys::open_user_key(example.sealed, kek, place) == secure_copy(user_key));
  SecureBytes plain = crypto::BlobCipher(kek.key).open(example.sealed, crypto::Aad{example.aad});
  CHECK(as_text(ByteView(plain).subspan(48)) == "james");
  plain.resize(32);
  CHECK(plain == secure_copy(user_key));
}

}  // namespace

TEST_CASE("the worked example of doc/format.md is what the code does", "[format]") {
  const std::string document = bytes_of(MAYFLY_SOURCE_DIR "/doc/format.md");
  auto value = example(document);
  REQUIRE(value.size() == 43);

  std::smatch line;
  REQUIRE(std::regex_search(document, line, std::regex("mayfly-key-1-[A-Z2-7-]+")));
  CHECK(keys::decode_key(as_bytes(line.str())) == value["file_key"]);

  const keys::Kek kek = keys::kek_from_key_file(value["file_key"], value["vault_id"]);
  CHECK(kek.key == value["kek"]);
  CHECK(kek.id == value["kek_id"]);

  check_slot(
      value["user_key"], kek,
      {value["vault_id"], "james", UserId{1}, SlotNumber{1}, SlotKind::key_file, kCreatedAt, {}},
      {value["slot_aad"], value["slot_iv"], value["sealed_key"]});

  const storage::MessageHead head{7,
                                  UserId{1},
                                  kCreatedAt,
                                  from_unix_ms(1'795'500'600'000),
                                  from_unix_ms(1'795'500'608'000),
                                  Generation{3},
                                  0};
  const Bytes vault_id(value["vault_id"].begin(), value["vault_id"].end());
  RowSealer sealer(value["user_key"], vault_id, "james");
  sealer.learn(head, value["window_key"]);
  const auto [key, aad] = sealer.text_key_and_aad(head);
  CHECK(key == value["row_key"]);
  CHECK(SecureBytes(aad.begin(), aad.end()) == value["message_aad"]);
  GivenIv message_iv(value["message_iv"]);
  CHECK(sealer.seal_text(head, as_bytes("Hello Secure World!"), message_iv) == value["sealed"]);
  CHECK(as_text(sealer.open_text(head, value["sealed"])) == "Hello Secure World!");
  CHECK(window_keys::window_end(head.created_at, head.expires_at) == head.window_end);

  const Bytes tag = sealer.window_tag({head.window_end, head.generation}, value["window_key"]);
  CHECK(SecureBytes(tag.begin(), tag.end()) == value["window_tag"]);
  check_block(
      window_keys::encode({3, to_unix_ms(head.window_end), false, value["window_key"], tag, {}}),
      value["slot"], value["slot_sum"]);
}

TEST_CASE("the receipt of the worked example is what the code does", "[format][receipts]") {
  auto value = example(bytes_of(MAYFLY_SOURCE_DIR "/doc/format.md"));
  CHECK(keys::receipt_key(value["user_key"], value["vault_id"]) == value["receipt_key"]);
  ReceiptNote note{kCreatedAt, from_unix_ms(1'795'500'600'000)};
  note.reads = 1;
  note.read_at = from_unix_ms(1'795'507'500'000);
  note.name = secure_copy(as_bytes("door"));
  CHECK(encoded(note) == value["note"]);
  const ReceiptNote decoded = decoded_note(value["note"]);
  CHECK(decoded.read_at == note.read_at);
  CHECK_FALSE(decoded.begun_at);
  CHECK(decoded.name == note.name);

  const Bytes vault_id(value["vault_id"].begin(), value["vault_id"].end());
  RowSealer sealer(value["user_key"], vault_id, "james");
  storage::ReceiptRow row{UserId{1}, 7, from_unix_ms(1'795'501'200'000), Generation{3},
                          value["receipt"]};
  CHECK(sealer.open_receipt(row) == value["note"]);
  GivenIv iv(value["receipt_iv"]);
  CHECK(sealer.seal_receipt(row, value["note"], iv) == value["receipt"]);
  row.id = 8;
  CHECK_THROWS_AS(sealer.open_receipt(row), Error);
}

TEST_CASE("the window-key file of the worked example is what the code does", "[format]") {
  auto value = example(bytes_of(MAYFLY_SOURCE_DIR "/doc/format.md"));
  window_keys::Header header;
  header.vault_id.assign(value["vault_id"].begin(), value["vault_id"].end());
  header.sequence = 2;
  header.synced = false;
  header.slot_count = 16;
  header.earliest_end = 1'795'500'608'000;
  header.generation = 3;
  header.confirmed = 2;
  header.last_message = 6;
  header.vault_time = to_unix_ms(kCreatedAt);
  check_block(window_keys::encode(header), value["header"], value["header_sum"]);

  window_keys::ClockRecord clock;
  std::iota(clock.boot_id.begin(), clock.boot_id.end(), std::uint8_t{0xb0});
  clock.since_boot = 3'600'000;
  clock.vault_time = to_unix_ms(kCreatedAt);
  clock.last_offset = clock.shown_offset = 7'200'000;
  clock.trusted_offset = 7'200'000;
  clock.generation_at_boot = 2;
  clock.settled = clock.on_disk = true;
  clock.agings = {{2, 259'200'000}};
  check_block(window_keys::encode(clock), value["clock"], value["clock_sum"], 88 + 16);

  const std::string database = "/home/james/.local/share/mayfly/vault.db";
  const std::string window_keys =
      "/home/james/.local/state/mayfly/000102030405060708090a0b0c0d0e0f.windows";
  const window_keys::KeptBinding binding{
      1, {{database, 0xfe01, 0x1234}, {window_keys, 0xfe01, 0x1235}}};
  check_block(window_keys::encode(binding), value["binding"], value["binding_sum"],
              64 + database.size() + window_keys.size());
}

TEST_CASE("the passphrase slot of the worked example is what the code does", "[format]") {
  auto value = example(bytes_of(MAYFLY_SOURCE_DIR "/doc/format.md"));
  const keys::PassphraseParams params = keys::decode_params(value["params_2"]);
  CHECK(params.cost == crypto::kDefaultArgon2Cost);
  CHECK(as_text(params.salt) == "mayflies in June");
  const auto passphrase = as_bytes("correct horse battery staple");
  CHECK(crypto::argon2id(passphrase, params.salt, params.cost, 32) == value["stretched_2"]);

  const keys::Kek kek = keys::kek_from_passphrase(passphrase, params, value["vault_id"]);
  CHECK(kek.key == value["kek_2"]);
  CHECK(kek.id == value["kek_id_2"]);
  check_slot(value["user_key"], kek,
             {value["vault_id"], "james", UserId{1}, SlotNumber{2}, SlotKind::passphrase,
              kCreatedAt, value["params_2"]},
             {value["slot_aad_2"], value["slot_iv_2"], value["sealed_2"]});
}

namespace {

/// Hands out the id of the example's bundle, and then the IV of its one chunk.
class GivenBundle final : public RandomSource {
 public:
  GivenBundle(ByteView id, ByteView iv) : given_{id, iv} {}
  void fill(std::span<std::uint8_t> out) override {
    REQUIRE(out.size() == given_.at(at_).size());
    std::ranges::copy(given_.at(at_++), out.begin());
  }

 private:
  std::vector<ByteView> given_;
  std::size_t at_ = 0;
};

}  // namespace

TEST_CASE("the bundle of the worked example is what the code does", "[format][bundle]") {
  auto value = example(bytes_of(MAYFLY_SOURCE_DIR "/doc/format.md"));
  const keys::Kek kek = keys::bundle_kek_from_key_file(value["file_key"], value["bundle_id"]);
  CHECK(kek.key == value["bundle_kek"]);
  CHECK(kek.id == value["bundle_kid"]);
  const keys::Kek of_passphrase =
      keys::bundle_kek_from_passphrase(as_bytes("correct horse battery staple"),
                                       keys::decode_params(value["params_2"]), value["bundle_id"]);
  CHECK(of_passphrase.key == value["bundle_kek2"]);
  const Bytes aad = bundle::chunk_aad(value["bundle_head"], 0, true);
  CHECK(SecureBytes(aad.begin(), aad.end()) == value["chunk_aad"]);
  CHECK(crypto::BlobCipher(kek.key).open(value["chunk"], crypto::Aad{aad}) == value["record"]);

  BundledMessage message;
  message.text = secure_copy(as_bytes("Hello Secure World!"));
  message.name = secure_copy(as_bytes("door"));
  message.deadline = from_unix_ms(1'795'500'600'000);
  message.remaining = std::chrono::minutes{10};
  SecureBytes written;
  GivenBundle random(value["bundle_id"], value["chunk_iv"]);
  const Key key = Key::of_file(KeyFile::parse(keys::encode_key(value["file_key"])));
  BundleWriter writer(key, random, [&](ByteView bytes) {
    written.insert(written.end(), bytes.begin(), bytes.end());
  });
  writer.add(message);
  writer.finish();
  SecureBytes expected = value["bundle_head"];
  expected.insert(expected.end(), value["chunk"].begin(), value["chunk"].end());
  CHECK(written == expected);
}
