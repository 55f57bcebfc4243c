// key_slots.cpp - see key_slots.hpp.
//
// parameters, passphrase: salt (16) | passes (u64, little-endian) | memory in KiB (u64)
// parameters, host key:   salt (16)
// wrapped_key:            nonce (12) | AES-256-GCM(data key) | tag (16), additional data: vault id | kind |
// parameters
#include "key_slots.hpp"

#include <utility>

namespace tijori::vault {
namespace {

constexpr std::string_view passphrase_label = "tijori/1/slot/passphrase";
constexpr std::string_view host_key_label = "tijori/1/slot/host-key";
// What a file may ask for at most: a crafted slot must not make the program ask for all of the memory.
constexpr std::uint64_t most_memory_kib = std::uint64_t{4} * 1024 * 1024;
constexpr std::uint64_t most_passes = 64;

void append_u64(Buffer& to, std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
        to.push_back(static_cast<unsigned char>((value >> shift) & 0xFFU));
    }
}

std::uint64_t u64_at(Bytes from, std::size_t offset) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i) {
        value |= static_cast<std::uint64_t>(from[offset + i]) << (8 * i);
    }
    return value;
}

Buffer additional_data(Bytes vault_id, SlotKind kind, Bytes parameters) {
    Buffer data(vault_id.begin(), vault_id.end());
    append_u64(data, static_cast<std::uint64_t>(kind));
    data.insert(data.end(), parameters.begin(), parameters.end());
    return data;
}

StoredSlot wrap(Bytes vault_id, Bytes data_key, SlotKind kind, Buffer parameters, Bytes slot_key) {
    StoredSlot slot;
    slot.kind = static_cast<std::int64_t>(kind);
    slot.wrapped_key = crypto::random_bytes(crypto::nonce_size);
    const Buffer sealed = crypto::aes_gcm_seal(slot_key, slot.wrapped_key,
                                               additional_data(vault_id, kind, parameters), data_key);
    slot.wrapped_key.insert(slot.wrapped_key.end(), sealed.begin(), sealed.end());
    slot.parameters = std::move(parameters);
    return slot;
}

std::optional<SecretBytes> unwrap(Bytes vault_id, const StoredSlot& slot, SlotKind kind, Bytes slot_key) {
    if (slot.wrapped_key.size() != crypto::nonce_size + crypto::key_size + crypto::tag_size) {
        return std::nullopt;
    }
    const Bytes wrapped{slot.wrapped_key};
    return crypto::aes_gcm_open(slot_key, wrapped.first(crypto::nonce_size),
                                additional_data(vault_id, kind, slot.parameters),
                                wrapped.subspan(crypto::nonce_size));
}

Error no_memory(const crypto::Argon2idCost& cost) {
    return make_error(ACCT_ERROR_NO_MEMORY, "VAULT-KDF-MEMORY",
                      "Checking the passphrase needs " + std::to_string(cost.memory_kib / 1024) +
                          " MiB of memory, which this computer does not have free.",
                      "Close other programs and try again.");
}

Result<SecretBytes> passphrase_key(Bytes vault_id, Bytes passphrase, Bytes salt,
                                   const crypto::Argon2idCost& cost) {
    const auto stretched = crypto::argon2id(passphrase, salt, cost);
    if (!stretched) {
        return no_memory(cost);
    }
    return crypto::hkdf_sha256(stretched->bytes(), vault_id, passphrase_label);
}

}  // namespace

Result<StoredSlot> make_passphrase_slot(Bytes vault_id, Bytes data_key, Bytes passphrase,
                                        const crypto::Argon2idCost& cost) {
    Buffer parameters = crypto::random_bytes(crypto::argon2id_salt_size);
    append_u64(parameters, cost.passes);
    append_u64(parameters, cost.memory_kib);
    Result<SecretBytes> key =
        passphrase_key(vault_id, passphrase, Bytes{parameters}.first(crypto::argon2id_salt_size), cost);
    if (!key) {
        return key.error();
    }
    return wrap(vault_id, data_key, SlotKind::passphrase, std::move(parameters), key->bytes());
}

StoredSlot make_host_key_slot(Bytes vault_id, Bytes data_key, Bytes host_key) {
    Buffer salt = crypto::random_bytes(16);
    const SecretBytes key = crypto::hkdf_sha256(host_key, salt, host_key_label);
    return wrap(vault_id, data_key, SlotKind::host_key, std::move(salt), key.bytes());
}

Result<std::optional<SecretBytes>> open_passphrase_slot(Bytes vault_id, const StoredSlot& slot,
                                                        Bytes passphrase) {
    const Bytes parameters{slot.parameters};
    if (parameters.size() != crypto::argon2id_salt_size + 16) {
        return std::optional<SecretBytes>{};
    }
    const crypto::Argon2idCost cost{u64_at(parameters, crypto::argon2id_salt_size),
                                    u64_at(parameters, crypto::argon2id_salt_size + 8)};
    if (cost.passes == 0 || cost.passes > most_passes || cost.memory_kib < 8 ||
        cost.memory_kib > most_memory_kib) {
        return std::optional<SecretBytes>{};
    }
    Result<SecretBytes> key =
        passphrase_key(vault_id, passphrase, parameters.first(crypto::argon2id_salt_size), cost);
    if (!key) {
        return key.error();
    }
    return unwrap(vault_id, slot, SlotKind::passphrase, key->bytes());
}

std::optional<SecretBytes> open_host_key_slot(Bytes vault_id, const StoredSlot& slot, Bytes host_key) {
    const SecretBytes key = crypto::hkdf_sha256(host_key, slot.parameters, host_key_label);
    return unwrap(vault_id, slot, SlotKind::host_key, key.bytes());
}

}  // namespace tijori::vault
