// keys.hpp - the vault's keys and what is sealed with them. A vault key is random; each EPOCH has one, and
// everything sealed says under which epoch. What each key seals, and the bytes of it, is specified in
// FORMAT.md.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "vault/encoding.hpp"
#include "vault/store.hpp"

namespace tijori::vault {

// Records are spread over 4096 buckets by the first 12 bits of their blinded id; 64 buckets make a node.
constexpr std::size_t nodes_in_vault = 64;
constexpr std::size_t buckets_in_node = 64;
constexpr std::size_t sum_size = 32;
constexpr std::size_t node_size = buckets_in_node * sum_size;

struct Bucket {
    std::size_t node = 0;
    std::size_t slot = 0;  // within the node

    static Bucket of(Bytes blinded_id) noexcept;
    static Bucket at(std::size_t node, std::size_t slot) noexcept { return {node, slot}; }
    // The ids that belong here: from first() up to, but without, last() (empty: to the end).
    Buffer first() const;
    Buffer last() const;
    auto operator<=>(const Bucket&) const = default;
};

// The keys of one epoch.
class EpochKeys {
public:
    EpochKeys(Bytes vault_id, std::int64_t epoch, SecretBytes vault_key);

    std::int64_t epoch() const noexcept { return epoch_; }
    Bytes vault_key() const noexcept { return vault_key_.bytes(); }

    // A record's own key comes from its blinded id and version, so that it can be put neither in another's
    // place nor be passed off as another version of itself. Fills `mark.tag`; mark.epoch has to be this
    // epoch.
    Buffer seal_record(RecordMark& mark, std::string_view name, Bytes content) const;
    struct Plain {
        SecretBytes bytes;
        std::string_view name;  // within bytes
        Bytes content;          // within bytes
    };
    std::optional<Plain> open_record(const StoredRecord& record) const;

    Buffer seal_audit(std::int64_t sequence, Bytes entry) const;
    std::optional<SecretBytes> open_audit(const StoredAudit& entry) const;

    Buffer seal_head(std::int64_t generation, Bytes head) const;
    std::optional<SecretBytes> open_head(const StoredMeta& meta) const;

    // What is remembered of a log-in; `id` is the blinded name.
    Buffer seal_session(Bytes id, Bytes content) const;
    std::optional<SecretBytes> open_session(Bytes id, Bytes sealed) const;

    // What is known of a slot, and an earlier epoch's vault key.
    Buffer seal_about(Bytes public_key, Bytes about) const;
    std::optional<SecretBytes> open_about(const StoredSlot& slot) const;
    Buffer seal_earlier(const EpochKeys& earlier) const;
    std::optional<SecretBytes> open_earlier(const StoredEpochKey& earlier) const;

private:
    Buffer binding(std::string_view what, std::int64_t number) const;

    Buffer vault_id_;
    std::int64_t epoch_;
    SecretBytes vault_key_;
    SecretBytes records_;
    SecretBytes audit_;
    SecretBytes head_;
    SecretBytes slots_;
    SecretBytes sessions_;
    SecretBytes earlier_;
};

// What only the vault's insiders know about the whole: how many records there are and what they add up to, so
// that a record that was taken away or put back is noticed; and the end of the audit trail.
struct Head {
    std::int64_t count = 0;
    std::int64_t audit_count = 0;
    std::array<unsigned char, 32> audit_link{};
    SecretBytes name_key;  // blinds names and keys the sums; for the vault's whole life
    std::int64_t written_at = 0;
    std::array<std::array<unsigned char, sum_size>, nodes_in_vault> roots{};

    Head copy() const;
    SecretBytes encoded() const;
    static std::optional<Head> decoded(Bytes bytes);
};

// What the trail keeps of a record's content: it stays the same when the record is sealed anew.
using ContentDigest = std::array<unsigned char, 16>;

// The keyed sums over the set of records: for each bucket the sum, modulo 2^256, of HMAC-SHA-256 values of
// its records' marks (a multiset hash: Clarke, Devadas, van Dijk, Gassend, Suh, "Incremental Multiset Hash
// Functions", ASIACRYPT 2003, MSet-Add-Hash with a secret key). A change costs one addition and one
// subtraction.
class Sums {
public:
    Sums(Bytes vault_id, Bytes name_key);

    Buffer blinded(std::string_view name) const;
    std::array<unsigned char, sum_size> element(const RecordMark& mark) const;
    std::array<unsigned char, sum_size> root(std::size_t node, Bytes sums) const;
    ContentDigest digest(Bytes id, std::int64_t version, Bytes content) const;

    static Buffer empty_node() { return Buffer(node_size, 0); }
    static void add(Buffer& node, std::size_t slot, Bytes element) noexcept;
    static void subtract(Buffer& node, std::size_t slot, Bytes element) noexcept;

private:
    SecretBytes names_;
    SecretBytes set_;
};

// The chain over the audit trail: each link is the digest of the one before and the entry.
std::array<unsigned char, 32> audit_link(const std::array<unsigned char, 32>& before, std::int64_t sequence,
                                         Bytes entry);

}  // namespace tijori::vault
