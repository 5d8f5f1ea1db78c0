#pragma once

// The engines behind the face of key stores, each with what a contract test does to it from
// outside: other processes, older copies, a disk that is ill.

#include <cerrno>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>

#include "support/bytes_of.h"
#include "support/fakes.h"
#include "support/temp_folder.h"
#include "support/window_key_files.h"
#include "window_keys/file/open.h"
#include "window_keys/memory/memory_key_store.h"

namespace mayfly::test {

using KeyStorePtr = std::unique_ptr<window_keys::KeyStore>;

/// What a store refuses.
enum class Refusal { none, to_write, to_confirm };

/// The disk of a store that refuses.
class RefusingDisk final : public Disk {
 public:
  Refusal refusal = Refusal::none;

  std::size_t read(int fd, std::span<std::uint8_t> out, std::uint64_t offset) override {
    return system_.read(fd, out, offset);
  }
  void write(int fd, ByteView bytes, std::uint64_t offset) override {
    if (refusal == Refusal::to_write) throw std::system_error(EROFS, std::generic_category());
    system_.write(fd, bytes, offset);
  }
  void sync(int) override {
    if (refusal != Refusal::none) throw std::system_error(EIO, std::generic_category());
  }

 private:
  SystemDisk system_;
};

/// A window-key file, whose databases are files beside it.
class FileWorld {
 public:
  ManualClock clock;

  FileWorld() { window_keys::make_key_file(path_, vault_id_, {}, database("ours"), means()); }

  /// As another process has it, which has that database, before its first access.
  KeyStorePtr open(const std::string& name = "ours") {
    return window_keys::open_key_file(path_, vault_id_, database(name), means(),
                                      window_keys::MayWrite::yes);
  }
  void refuse(Refusal refusal) { disk_.refusal = refusal; }
  std::string copy() { return bytes_of(path_); }
  void put_back(const std::string& copy) { test::put_back(path_, copy); }

 private:
  window_keys::Means means() { return {clock, random_, disk_, patience_}; }
  platform::FilePlace database(const std::string& name) {
    std::ofstream(folder_ / name, std::ios::app) << name;
    return platform::place_of(folder_ / name);
  }

  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "x.windows";
  Bytes vault_id_ = Bytes(16, 7);
  SystemRandom random_;
  RefusingDisk disk_;
  Patience patience_;
};

class MemoryWorld {
 public:
  ManualClock clock;

  KeyStorePtr open(const std::string& name = "ours") {
    return std::make_unique<window_keys::MemoryKeyStore>(keys_, name, clock, random_);
  }
  void refuse(Refusal refusal) {
    keys_->takes_writes = refusal != Refusal::to_write;
    keys_->confirms_them = refusal != Refusal::to_confirm;
  }
  window_keys::MemoryKeys copy() { return *keys_; }
  void put_back(const window_keys::MemoryKeys& copy) { *keys_ = copy; }

 private:
  std::shared_ptr<window_keys::MemoryKeys> keys_ = window_keys::new_memory_keys("ours", clock);
  SystemRandom random_;
};

}  // namespace mayfly::test
