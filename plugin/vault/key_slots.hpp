// key_slots.hpp - the ways into a vault. Each slot holds the vault key, sealed to a key pair that comes from
// something a person or the host has. Any one slot opens the vault; slots come and go without touching a
// record.
//
// The vault key is sealed to the slot's PUBLIC key, so that a new vault key reaches every slot without asking
// for its passphrase. Who may have written that is checked with a MAC whose key only the slot's holder and
// the vault know: somebody who can merely write to the file cannot plant a key of their own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "crypto/box.hpp"
#include "vault/keys.hpp"
#include "vault/store.hpp"

namespace tijori::vault {

// Values are stored: never renumber.
enum class SlotKind : std::int64_t {
    passphrase = 1,     // Argon2id over what the user typed
    host_key = 2,       // 32 random bytes that the host keeps (host_services.h, unlock secret)
    os_keyring = 3,     // 32 random bytes in the desktop's keyring
    recovery_code = 4,  // 128 random bits on paper
};

constexpr std::size_t host_key_size = 32;

// What a slot's holder has, turned into keys. Kept while the vault is unlocked, to follow a change of the
// vault key.
class SlotKey {
public:
    // Takes long for a passphrase, by design. `parameters` are the slot's (or fresh ones, below).
    static Result<SlotKey> derive(SlotKind kind, Bytes vault_id, Bytes parameters, Bytes secret);

    const crypto::BoxKeys& box() const noexcept { return box_; }
    Bytes authentication() const noexcept { return authentication_.bytes(); }

private:
    SlotKey(crypto::BoxKeys box, SecretBytes authentication)
        : box_(std::move(box)), authentication_(std::move(authentication)) {}
    crypto::BoxKeys box_;
    SecretBytes authentication_;
};

// Parameters for a new slot. A passphrase's cost is chosen so that one trial takes about half a second here,
// and never below RFC 9106's second recommendation.
Buffer new_slot_parameters(SlotKind kind, const crypto::Argon2idCost& cost);
crypto::Argon2idCost calibrated_cost();

struct SlotAbout {
    SecretBytes authentication;
    std::int64_t created_at = 0;  // seconds since 1970
    std::string label;
};

StoredSlot make_slot(SlotKind kind, Bytes vault_id, Buffer parameters, const SlotKey& key,
                     const EpochKeys& epoch, std::int64_t created_at, std::string_view label);
// The slot for another vault key; nothing if what is stored about it was altered.
std::optional<StoredSlot> rewrapped(const StoredSlot& slot, Bytes vault_id, const EpochKeys& present,
                                    const EpochKeys& next);
// What is known of a slot; nothing if it was altered.
std::optional<SlotAbout> about(const StoredSlot& slot, Bytes vault_id, const EpochKeys& epoch);

// The vault key of `epoch`, or nothing if the key is not this slot's or the slot was altered.
std::optional<SecretBytes> open_slot(const StoredSlot& slot, Bytes vault_id, const SlotKey& key,
                                     std::int64_t epoch);

}  // namespace tijori::vault
