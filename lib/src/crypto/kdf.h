#pragma once

#include <cstddef>
#include <string_view>

#include "mayfly/bytes.h"
#include "mayfly/key.h"

namespace mayfly::crypto {

/// HKDF-SHA-512 (RFC 5869): `length` bytes (1 to 16,320) from the input key material, a salt (may
/// be empty) and the info string, which names the one purpose of the result. Throws
/// Error{unexpected} for another length.
SecureBytes hkdf_sha512(ByteView key_material, ByteView salt, ByteView info, std::size_t length);

/// RFC 9106, section 4, the second recommended choice: 64 MiB, 3 passes, 4 lanes.
inline constexpr Argon2Cost kDefaultArgon2Cost{64 * 1024, 3, 4};

/// Whether a cost that was read from a file may be paid: 19 MiB to 1 GiB, 1 to 16 passes, 1 to 16
/// lanes. Check this before anything is computed.
bool is_acceptable(const Argon2Cost& cost);

/// Whether it is at most four times the default one, in memory and in all: what is paid before
/// anything tells whether a slot is one of ours.
bool is_cheap(const Argon2Cost& cost);

/// Argon2id version 1.3 (RFC 9106): `length` bytes from a passphrase and a salt. Its memory is
/// wiped. If the system allows no threads, it takes longer. Throws Error{unexpected} if there is
/// not enough memory.
SecureBytes argon2id(ByteView passphrase, ByteView salt, const Argon2Cost& cost, std::size_t length,
                     ByteView secret = {}, ByteView associated_data = {});

}  // namespace mayfly::crypto
