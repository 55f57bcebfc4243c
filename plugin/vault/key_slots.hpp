// key_slots.hpp - the ways into a vault. The vault's data key is random; each slot holds it wrapped under
// something that a person or the host has. Any one slot opens the vault; slots come and go without touching a
// record.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "crypto/primitives.hpp"
#include "vault/store.hpp"

namespace tijori::vault {

// Values are stored: never renumber.
enum class SlotKind : std::int64_t {
    passphrase = 1,  // Argon2id over what the user typed
    host_key = 2,    // 32 random bytes that the host keeps (host_services.h, unlock secret)
};

constexpr std::size_t host_key_size = 32;

// Wraps the data key. The derivation's cost is stored with the slot.
Result<StoredSlot> make_passphrase_slot(Bytes vault_id, Bytes data_key, Bytes passphrase,
                                        const crypto::Argon2idCost& cost);
StoredSlot make_host_key_slot(Bytes vault_id, Bytes data_key, Bytes host_key);

// The data key, or nothing if the passphrase or key is not this slot's (or the slot was altered).
Result<std::optional<SecretBytes>> open_passphrase_slot(Bytes vault_id, const StoredSlot& slot,
                                                        Bytes passphrase);
std::optional<SecretBytes> open_host_key_slot(Bytes vault_id, const StoredSlot& slot, Bytes host_key);

}  // namespace tijori::vault
