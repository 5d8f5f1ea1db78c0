#pragma once

// The kernel's keyring of the user: secrets that processes of the same user find, for a time.

#include <chrono>
#include <optional>
#include <string>

#include "mayfly/bytes.h"

namespace mayfly::app {

class Keyring {
 public:
  virtual ~Keyring() = default;

  /// Nothing if there is no secret of that name, or no keyring at all.
  virtual std::optional<SecureBytes> find(const std::string& name) = 0;

  /// How long that secret is still kept.
  virtual std::optional<std::chrono::seconds> time_left(const std::string& name) = 0;

  /// Keeps it for `lifetime`, in the place of an older one. Throws Error{unexpected} if the
  /// kernel has no keyring, or it is full.
  virtual void put(const std::string& name, ByteView secret, std::chrono::seconds lifetime) = 0;

  /// Whether there was one to take out. Throws Error{unexpected} if it cannot be.
  virtual bool remove(const std::string& name) = 0;
};

/// Linux's (keyrings(7)): the user keyring.
class KernelKeyring final : public Keyring {
 public:
  std::optional<SecureBytes> find(const std::string& name) override;
  std::optional<std::chrono::seconds> time_left(const std::string& name) override;
  void put(const std::string& name, ByteView secret, std::chrono::seconds lifetime) override;
  bool remove(const std::string& name) override;
};

}  // namespace mayfly::app
