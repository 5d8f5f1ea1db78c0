// What is spent on cryptography alone: the sealed form, the keys, the self-test of each start.

#include <benchmark/benchmark.h>

#include "crypto/sealed_blob.h"
#include "keys/key_text.h"
#include "keys/user_key.h"
#include "mayfly/process.h"
#include "mayfly/random.h"

namespace mayfly {
namespace {

constexpr std::size_t kAadSize = 90;  // about what a row has

struct SealedForm {
  SystemRandom random;
  crypto::BlobCipher cipher{SecureBytes(crypto::kKeySize, 0x17)};
  Bytes aad = Bytes(kAadSize, 0x2a);
};

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void seal(benchmark::State& state) {
  SealedForm form;
  const SecureBytes text(static_cast<std::size_t>(state.range(0)), 'm');
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(form.cipher.seal(text, crypto::Aad{form.aad}, form.random));
  }
  count_bytes(state);
}

void open(benchmark::State& state) {
  SealedForm form;
  const SecureBytes text(static_cast<std::size_t>(state.range(0)), 'm');
  const SecureBytes blob = form.cipher.seal(text, crypto::Aad{form.aad}, form.random);
  while (state.KeepRunning())
    benchmark::DoNotOptimize(form.cipher.open(blob, crypto::Aad{form.aad}));
  count_bytes(state);
}

void kek_from_key_file(benchmark::State& state) {
  const SecureBytes file_key(keys::kFileKeySize, 0x17);
  const Bytes vault_id(16, 0x2a);
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(keys::kek_from_key_file(file_key, vault_id));
  }
}

void row_key(benchmark::State& state) {
  const SecureBytes user_key(keys::kUserKeySize, 0x17);
  const Bytes vault_id(16, 0x2a);
  const SecureBytes window_key(32, 0x37);
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(keys::row_key(user_key, {Instant{}, Generation{1}, window_key},
                                           vault_id, "mayfly/1/message"));
  }
}

void self_test_at_start(benchmark::State& state) {
  while (state.KeepRunning()) self_test();
}

constexpr std::int64_t kKiB = 1 << 10;
constexpr std::int64_t kMiB = 1 << 20;

BENCHMARK(seal)->Arg(100)->Arg(64 * kKiB);
BENCHMARK(seal)->Arg(64 * kMiB)->Unit(benchmark::kMillisecond);
BENCHMARK(open)->Arg(100)->Arg(64 * kKiB);
BENCHMARK(open)->Arg(64 * kMiB)->Unit(benchmark::kMillisecond);
BENCHMARK(kek_from_key_file);
BENCHMARK(row_key);
BENCHMARK(self_test_at_start)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace mayfly
