// vault_open.hpp - what the parts of the vault (vault*.cpp) share: what is in memory while it is unlocked,
// and errors that more than one of them reports. For them alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "vault/vault.hpp"

namespace tijori::vault {

constexpr std::int64_t no_limit = -1;
constexpr std::size_t most_remembered_buckets = 128;

inline Buffer sum_in(Bytes sums, std::size_t slot) {
    const Bytes sum = sums.subspan(slot * sum_size, sum_size);
    return {sum.begin(), sum.end()};
}

inline Error locked() {
    return make_error(ACCT_ERROR_LOCKED, "VAULT-LOCKED", say("The vault is locked."),
                      say("Unlock it with its passphrase, then try again."));
}

inline std::string kind_name(SlotKind kind) {
    switch (kind) {
        case SlotKind::passphrase:
            return say("passphrase");
        case SlotKind::host_key:
            return say("key of the program");
        case SlotKind::os_keyring:
            return say("keyring");
        case SlotKind::recovery_code:
            return say("recovery code");
    }
    return say("entry");
}

inline const RecordMark& mark_of(const RecordMark& mark) {
    return mark;
}
inline const RecordMark& mark_of(const StoredRecord& record) {
    return record.mark;
}

// What is in memory while the vault is unlocked.
struct Vault::Open {
    SlotKind slot_kind = SlotKind::passphrase;
    std::optional<SlotKey> slot_key;
    std::map<std::int64_t, EpochKeys> epochs;
    StoredMeta meta;
    Head head;
    std::optional<Sums> sums;
    std::map<std::size_t, Buffer> nodes;  // verified against the head
    std::string os_user;
    // Marks of buckets that were found whole, with the sum that they add up to: as long as the sum is the
    // same, this is what has to be in the bucket, and one record can be judged without reading the others.
    struct WholeBucket {
        Buffer sum;
        std::map<Buffer, RecordMark> marks;
    };
    std::map<Bucket, WholeBucket> buckets;
};

// Do these records, or their marks, add up to what the node says of their bucket?
template <typename Items>
bool Vault::adds_up(const Items& items, Bytes sums, std::size_t slot) const {
    Buffer total = Sums::empty_node();
    for (const auto& item : items) {
        Sums::add(total, slot, open_->sums->element(mark_of(item)));
    }
    return std::equal(total.begin() + static_cast<std::ptrdiff_t>(slot * sum_size),
                      total.begin() + static_cast<std::ptrdiff_t>((slot + 1) * sum_size),
                      sums.begin() + static_cast<std::ptrdiff_t>(slot * sum_size));
}

}  // namespace tijori::vault
