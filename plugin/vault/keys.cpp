// keys.cpp - see keys.hpp.
#include "keys.hpp"

#include <algorithm>
#include <utility>

namespace tijori::vault {
namespace {

using crypto::aes_gcm_open;
using crypto::aes_gcm_seal;
using crypto::hkdf_sha256;
using crypto::nonce_size;
using crypto::tag_size;

// Lengths of what is stored tell little about what is inside.
constexpr std::size_t padding = 128;
constexpr std::size_t session_salt_size = 16;

constexpr std::string_view head_magic = "TIJORI-HEAD-2\n\n\n";
constexpr std::size_t head_size = 16 + 8 + 8 + 32 + 32 + 8 + nodes_in_vault * sum_size;

Buffer sealed_with(Bytes key, Bytes additional, Bytes plaintext) {
    Buffer box = crypto::random_bytes(nonce_size);
    append(box, aes_gcm_seal(key, Bytes{box}.first(nonce_size), additional, plaintext));
    return box;
}

std::optional<SecretBytes> opened_with(Bytes key, Bytes additional, Bytes box) {
    if (box.size() < nonce_size + tag_size) {
        return std::nullopt;
    }
    return aes_gcm_open(key, box.first(nonce_size), additional, box.subspan(nonce_size));
}

Buffer number_salt(std::int64_t number) {
    Buffer salt;
    append_i64(salt, number);
    return salt;
}

}  // namespace

// ---- buckets

Bucket Bucket::of(Bytes blinded_id) noexcept {
    return {static_cast<std::size_t>(blinded_id[0] >> 2U),
            (static_cast<std::size_t>(blinded_id[0] & 3U) << 4U) | (blinded_id[1] >> 4U)};
}

Buffer Bucket::first() const {
    const std::size_t prefix = node * buckets_in_node + slot;
    return {static_cast<unsigned char>(prefix >> 4U), static_cast<unsigned char>((prefix & 0xFU) << 4U)};
}

Buffer Bucket::last() const {
    const std::size_t next = node * buckets_in_node + slot + 1;
    return next == nodes_in_vault * buckets_in_node
               ? Buffer{}
               : at(next / buckets_in_node, next % buckets_in_node).first();
}

// ---- the keys of an epoch

EpochKeys::EpochKeys(Bytes vault_id, std::int64_t epoch, SecretBytes vault_key)
    : vault_id_(vault_id.begin(), vault_id.end()),
      epoch_(epoch),
      vault_key_(std::move(vault_key)),
      records_(hkdf_sha256(vault_key_.bytes(), vault_id, "tijori/2/records")),
      audit_(hkdf_sha256(vault_key_.bytes(), vault_id, "tijori/2/audit")),
      head_(hkdf_sha256(vault_key_.bytes(), vault_id, "tijori/2/head")),
      slots_(hkdf_sha256(vault_key_.bytes(), vault_id, "tijori/2/slots")),
      sessions_(hkdf_sha256(vault_key_.bytes(), vault_id, "tijori/2/sessions")),
      earlier_(hkdf_sha256(vault_key_.bytes(), vault_id, "tijori/2/earlier-key")) {}

Buffer EpochKeys::binding(std::string_view what, std::int64_t number) const {
    Buffer data(vault_id_);
    append_text(data, what);
    append_i64(data, epoch_);
    append_i64(data, number);
    return data;
}

Buffer EpochKeys::seal_record(RecordMark& mark, std::string_view name, Bytes content) const {
    Buffer bound = binding("record", mark.version);
    append(bound, mark.id);
    const SecretBytes key = hkdf_sha256(records_.bytes(), bound, "tijori/2/record");
    const std::size_t used = 16 + name.size() + content.size();
    SecretBytes plaintext((used + padding - 1) / padding * padding);
    Writer writer(plaintext);
    writer.text(name);
    writer.u64(content.size());
    writer.bytes(content);
    Buffer box = sealed_with(key.bytes(), bound, plaintext.bytes());
    mark.tag.assign(box.end() - tag_size, box.end());
    box.resize(box.size() - tag_size);
    return box;
}

std::optional<EpochKeys::Plain> EpochKeys::open_record(const StoredRecord& record) const {
    Buffer bound = binding("record", record.mark.version);
    append(bound, record.mark.id);
    const SecretBytes key = hkdf_sha256(records_.bytes(), bound, "tijori/2/record");
    Buffer box = record.sealed;
    append(box, record.mark.tag);
    auto plaintext = record.mark.tag.size() == tag_size ? opened_with(key.bytes(), bound, box) : std::nullopt;
    if (!plaintext) {
        return std::nullopt;
    }
    Plain plain;
    plain.bytes = std::move(*plaintext);
    Parser parser(plain.bytes.bytes());
    const auto name = parser.text();
    const auto content = parser.text();
    if (!name || !content) {
        return std::nullopt;
    }
    plain.name = *name;
    plain.content = bytes_of(*content);
    return plain;
}

Buffer EpochKeys::seal_audit(std::int64_t sequence, Bytes entry) const {
    const Buffer bound = binding("audit", sequence);
    return sealed_with(hkdf_sha256(audit_.bytes(), bound, "tijori/2/audit-entry").bytes(), bound, entry);
}

std::optional<SecretBytes> EpochKeys::open_audit(const StoredAudit& entry) const {
    const Buffer bound = binding("audit", entry.sequence);
    return opened_with(hkdf_sha256(audit_.bytes(), bound, "tijori/2/audit-entry").bytes(), bound,
                       entry.sealed);
}

Buffer EpochKeys::seal_session(Bytes id, Bytes content) const {
    // A fresh key each time: these entries have no version that would tell two of them apart.
    Buffer box = crypto::random_bytes(session_salt_size);
    const SecretBytes key = hkdf_sha256(sessions_.bytes(), box, "tijori/2/session");
    Buffer bound = binding("session", 0);
    append(bound, id);
    SecretBytes plain((8 + content.size() + padding - 1) / padding * padding);
    Writer writer(plain);
    writer.text(text_of(content));
    append(box, sealed_with(key.bytes(), bound, plain.bytes()));
    return box;
}

std::optional<SecretBytes> EpochKeys::open_session(Bytes id, Bytes sealed) const {
    if (sealed.size() < session_salt_size) {
        return std::nullopt;
    }
    const SecretBytes key =
        hkdf_sha256(sessions_.bytes(), sealed.first(session_salt_size), "tijori/2/session");
    Buffer bound = binding("session", 0);
    append(bound, id);
    const auto plain = opened_with(key.bytes(), bound, sealed.subspan(session_salt_size));
    if (!plain) {
        return std::nullopt;
    }
    Parser parser(plain->bytes());
    const auto content = parser.text();
    return content ? std::optional(SecretBytes(*content)) : std::nullopt;
}

Buffer EpochKeys::seal_head(std::int64_t generation, Bytes head) const {
    const SecretBytes key =
        hkdf_sha256(head_.bytes(), number_salt(generation), "tijori/2/head-of-generation");
    return sealed_with(key.bytes(), binding("head", generation), head);
}

std::optional<SecretBytes> EpochKeys::open_head(const StoredMeta& meta) const {
    const SecretBytes key =
        hkdf_sha256(head_.bytes(), number_salt(meta.generation), "tijori/2/head-of-generation");
    return opened_with(key.bytes(), binding("head", meta.generation), meta.head);
}

Buffer EpochKeys::seal_about(Bytes public_key, Bytes about) const {
    Buffer bound = binding("slot", 0);
    append(bound, public_key);
    return sealed_with(slots_.bytes(), bound, about);
}

std::optional<SecretBytes> EpochKeys::open_about(const StoredSlot& slot) const {
    Buffer bound = binding("slot", 0);
    append(bound, slot.public_key);
    return opened_with(slots_.bytes(), bound, slot.about);
}

Buffer EpochKeys::seal_earlier(const EpochKeys& earlier) const {
    return sealed_with(earlier_.bytes(), binding("earlier-key", earlier.epoch()), earlier.vault_key());
}

std::optional<SecretBytes> EpochKeys::open_earlier(const StoredEpochKey& earlier) const {
    return opened_with(earlier_.bytes(), binding("earlier-key", earlier.epoch), earlier.sealed);
}

// ---- the head

Head Head::copy() const {
    Head copied;
    copied.count = count;
    copied.audit_count = audit_count;
    copied.audit_link = audit_link;
    copied.name_key = name_key.copy();
    copied.written_at = written_at;
    copied.roots = roots;
    return copied;
}

SecretBytes Head::encoded() const {
    SecretBytes bytes(head_size);
    Writer writer(bytes);
    writer.bytes(bytes_of(head_magic));
    writer.i64(count);
    writer.i64(audit_count);
    writer.bytes(audit_link);
    writer.bytes(name_key.bytes());
    writer.i64(written_at);
    for (const auto& root : roots) {
        writer.bytes(root);
    }
    return bytes;
}

std::optional<Head> Head::decoded(Bytes bytes) {
    if (bytes.size() != head_size) {
        return std::nullopt;
    }
    Parser parser(bytes);
    if (text_of(*parser.bytes(head_magic.size())) != head_magic) {
        return std::nullopt;
    }
    Head head;
    head.count = *parser.i64();
    head.audit_count = *parser.i64();
    std::ranges::copy(*parser.bytes(32), head.audit_link.begin());
    head.name_key = SecretBytes(*parser.bytes(32));
    head.written_at = *parser.i64();
    for (auto& root : head.roots) {
        std::ranges::copy(*parser.bytes(sum_size), root.begin());
    }
    return head;
}

// ---- sums

Sums::Sums(Bytes vault_id, Bytes name_key)
    : names_(hkdf_sha256(name_key, vault_id, "tijori/2/names")),
      set_(hkdf_sha256(name_key, vault_id, "tijori/2/set")) {}

Buffer Sums::blinded(std::string_view name) const {
    return crypto::hmac_sha256(names_.bytes(), bytes_of(name));
}

std::array<unsigned char, sum_size> Sums::element(const RecordMark& mark) const {
    Buffer message;
    message.reserve(8 + 32 + 8 + tag_size);
    append(message, bytes_of("record--"));
    append(message, mark.id);
    append_i64(message, mark.version);
    append(message, mark.tag);
    std::array<unsigned char, sum_size> value{};
    std::ranges::copy(crypto::hmac_sha256(set_.bytes(), message), value.begin());
    return value;
}

std::array<unsigned char, sum_size> Sums::root(std::size_t node, Bytes sums) const {
    std::array<unsigned char, sum_size> value{};
    if (std::ranges::all_of(sums, [](unsigned char byte) { return byte == 0; })) {
        return value;  // a node without records need not be stored
    }
    Buffer message;
    message.reserve(16 + node_size);
    append(message, bytes_of("node----"));
    append_u64(message, node);
    append(message, sums);
    std::ranges::copy(crypto::hmac_sha256(set_.bytes(), message), value.begin());
    return value;
}

ContentDigest Sums::digest(Bytes id, std::int64_t version, Bytes content) const {
    // Of a digest, not of the content: a password is not copied into memory that is not wiped.
    Buffer message;
    append(message, bytes_of("content-"));
    append(message, id);
    append_i64(message, version);
    append(message, crypto::hmac_sha256(set_.bytes(), content));
    ContentDigest value{};
    std::copy_n(crypto::hmac_sha256(set_.bytes(), message).begin(), value.size(), value.begin());
    return value;
}

void Sums::add(Buffer& node, std::size_t slot, Bytes element) noexcept {
    unsigned carry = 0;
    for (std::size_t i = 0; i < sum_size; ++i) {
        carry += static_cast<unsigned>(node[slot * sum_size + i]) + element[i];
        node[slot * sum_size + i] = static_cast<unsigned char>(carry & 0xFFU);
        carry >>= 8U;
    }
}

void Sums::subtract(Buffer& node, std::size_t slot, Bytes element) noexcept {
    unsigned borrow = 0;
    for (std::size_t i = 0; i < sum_size; ++i) {
        const unsigned value = 0x100U + node[slot * sum_size + i] - element[i] - borrow;
        node[slot * sum_size + i] = static_cast<unsigned char>(value & 0xFFU);
        borrow = value < 0x100U ? 1 : 0;
    }
}

std::array<unsigned char, 32> audit_link(const std::array<unsigned char, 32>& before, std::int64_t sequence,
                                         Bytes entry) {
    Buffer message;
    append(message, before);
    append_i64(message, sequence);
    append(message, entry);
    std::array<unsigned char, 32> link{};
    std::ranges::copy(crypto::sha256(message), link.begin());
    return link;
}

}  // namespace tijori::vault
