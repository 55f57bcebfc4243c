// key_slots.cpp - see key_slots.hpp; the bytes are specified in FORMAT.md.
#include "key_slots.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tijori::vault {
namespace {

// What a file may ask for at most: a crafted slot must not make the program ask for all of the memory.
constexpr std::uint64_t most_memory_kib = std::uint64_t{4} * 1024 * 1024;
constexpr std::uint64_t most_passes = 64;
constexpr std::size_t salt_size = crypto::argon2id_salt_size;
constexpr std::chrono::milliseconds wanted_time{500};

std::string_view label_of(SlotKind kind) {
    switch (kind) {
        case SlotKind::passphrase:
            return "tijori/2/slot/passphrase";
        case SlotKind::host_key:
            return "tijori/2/slot/host-key";
        case SlotKind::os_keyring:
            return "tijori/2/slot/os-keyring";
        case SlotKind::recovery_code:
            return "tijori/2/slot/recovery-code";
    }
    return "";
}

Error no_memory(const crypto::Argon2idCost& cost) {
    return make_error(
        ACCT_ERROR_NO_MEMORY, "VAULT-KDF-MEMORY",
        say("Checking the passphrase needs {size} MiB of memory, which this computer does not have free.",
            {{"size", std::to_string(cost.memory_kib / 1024)}}),
        say("Close other programs and try again."));
}

std::optional<crypto::Argon2idCost> cost_in(Bytes parameters) {
    if (parameters.size() != salt_size + 16) {
        return std::nullopt;
    }
    const crypto::Argon2idCost cost{u64_at(parameters, salt_size), u64_at(parameters, salt_size + 8)};
    if (cost.passes == 0 || cost.passes > most_passes || cost.memory_kib < 8 ||
        cost.memory_kib > most_memory_kib) {
        return std::nullopt;
    }
    return cost;
}

Buffer mac_of(const StoredSlot& slot, Bytes vault_id, Bytes authentication, std::int64_t epoch) {
    Buffer message(vault_id.begin(), vault_id.end());
    append_i64(message, slot.kind);
    append_i64(message, epoch);
    append_text(message, text_of(Bytes{slot.parameters}));
    append_text(message, text_of(Bytes{slot.public_key}));
    append_text(message, text_of(Bytes{slot.wrapped_key}));
    return crypto::hmac_sha256(authentication, message);
}

void wrap(StoredSlot& slot, Bytes vault_id, const SlotAbout& known, const EpochKeys& epoch) {
    SecretBytes bytes(crypto::key_size + 8 + 8 + known.label.size());
    Writer writer(bytes);
    writer.bytes(known.authentication.bytes());
    writer.i64(known.created_at);
    writer.text(known.label);
    slot.wrapped_key = crypto::box_seal(slot.public_key, epoch.vault_key());
    slot.about = epoch.seal_about(slot.public_key, bytes.bytes());
    slot.mac = mac_of(slot, vault_id, known.authentication.bytes(), epoch.epoch());
}

}  // namespace

Buffer new_slot_parameters(SlotKind kind, const crypto::Argon2idCost& cost) {
    Buffer parameters = crypto::random_bytes(salt_size);
    if (kind == SlotKind::passphrase) {
        append_u64(parameters, cost.passes);
        append_u64(parameters, cost.memory_kib);
    }
    return parameters;
}

crypto::Argon2idCost calibrated_cost() {
    crypto::Argon2idCost cost;  // RFC 9106, section 4: 64 MiB and 3 passes
    const Buffer salt(salt_size, 0);
    const auto begin = std::chrono::steady_clock::now();
    if (!crypto::argon2id(bytes_of("how long does this take?"), salt, cost)) {
        return cost;
    }
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    const auto passes = static_cast<std::uint64_t>(wanted_time.count()) * cost.passes /
                        static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 1));
    cost.passes = std::clamp<std::uint64_t>(passes, cost.passes, most_passes);
    return cost;
}

Result<SlotKey> SlotKey::derive(SlotKind kind, Bytes vault_id, Bytes parameters, Bytes secret) {
    if (parameters.size() < salt_size) {
        return make_error(ACCT_ERROR_DAMAGED, "VAULT-SLOT-DAMAGED", say("A way into the vault is damaged."),
                          say("Use another one, such as the recovery code."));
    }
    const Bytes salt = parameters.first(salt_size);
    SecretBytes key;
    if (kind == SlotKind::passphrase) {
        const auto cost = cost_in(parameters);
        if (!cost) {
            return make_error(
                ACCT_ERROR_DAMAGED, "VAULT-SLOT-DAMAGED", say("The vault's passphrase entry is damaged."),
                say("Use another way in, such as the recovery code, or put back the vault from a backup."));
        }
        const auto stretched = crypto::argon2id(secret, salt, *cost);
        if (!stretched) {
            return no_memory(*cost);
        }
        key = crypto::hkdf_sha256(stretched->bytes(), vault_id, label_of(kind));
    } else {
        Buffer bound(vault_id.begin(), vault_id.end());
        append(bound, salt);
        key = crypto::hkdf_sha256(secret, bound, label_of(kind));
    }
    const SecretBytes seed = crypto::hkdf_sha256(key.bytes(), vault_id, "tijori/2/slot/box");
    return SlotKey(crypto::box_keys(seed.bytes()),
                   crypto::hkdf_sha256(key.bytes(), vault_id, "tijori/2/slot/mac"));
}

StoredSlot make_slot(SlotKind kind, Bytes vault_id, Buffer parameters, const SlotKey& key,
                     const EpochKeys& epoch, std::int64_t created_at, std::string_view label) {
    StoredSlot slot;
    slot.kind = static_cast<std::int64_t>(kind);
    slot.parameters = std::move(parameters);
    slot.public_key = key.box().public_key;
    wrap(slot, vault_id, {SecretBytes(key.authentication()), created_at, std::string(label)}, epoch);
    return slot;
}

std::optional<SlotAbout> about(const StoredSlot& slot, Bytes vault_id, const EpochKeys& epoch) {
    const auto bytes = epoch.open_about(slot);
    if (!bytes) {
        return std::nullopt;
    }
    Parser parser(bytes->bytes());
    const auto authentication = parser.bytes(crypto::key_size);
    const auto created_at = parser.i64();
    const auto label = parser.text();
    if (!authentication || !created_at || !label ||
        !equal_secrets(slot.mac, mac_of(slot, vault_id, *authentication, epoch.epoch()))) {
        return std::nullopt;
    }
    return SlotAbout{SecretBytes(*authentication), *created_at, std::string(*label)};
}

std::optional<StoredSlot> rewrapped(const StoredSlot& slot, Bytes vault_id, const EpochKeys& present,
                                    const EpochKeys& next) {
    const auto known = about(slot, vault_id, present);
    if (!known) {
        return std::nullopt;
    }
    StoredSlot fresh = slot;
    wrap(fresh, vault_id, *known, next);
    return fresh;
}

std::optional<SecretBytes> open_slot(const StoredSlot& slot, Bytes vault_id, const SlotKey& key,
                                     std::int64_t epoch) {
    if (slot.public_key != key.box().public_key ||
        !equal_secrets(slot.mac, mac_of(slot, vault_id, key.authentication(), epoch))) {
        return std::nullopt;
    }
    auto vault_key = crypto::box_open(key.box(), slot.wrapped_key);
    return vault_key && vault_key->size() == crypto::key_size ? std::move(vault_key) : std::nullopt;
}

}  // namespace tijori::vault
