// encoding.hpp - the binary encoding of what is sealed: little-endian integers and length-prefixed bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/secret.hpp"

namespace tijori {

inline std::uint64_t u64_at(Bytes from, std::size_t offset) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i) {
        value |= static_cast<std::uint64_t>(from[offset + i]) << (8 * i);
    }
    return value;
}

// Writes into memory of known size.
class Writer {
public:
    explicit Writer(SecretBytes& to) noexcept : to_(to) {}
    void bytes(Bytes from) noexcept {
        for (const unsigned char byte : from) {
            to_.data()[at_++] = byte;
        }
    }
    void u64(std::uint64_t value) noexcept {
        for (unsigned shift = 0; shift < 64; shift += 8) {
            to_.data()[at_++] = static_cast<unsigned char>((value >> shift) & 0xFFU);
        }
    }
    void i64(std::int64_t value) noexcept { u64(static_cast<std::uint64_t>(value)); }
    void text(std::string_view value) noexcept {
        u64(value.size());
        bytes(bytes_of(value));
    }

private:
    SecretBytes& to_;
    std::size_t at_ = 0;
};

// Reads what the above wrote; nothing once the bytes do not suffice.
class Parser {
public:
    explicit Parser(Bytes from) noexcept : from_(from) {}
    std::optional<Bytes> bytes(std::size_t size) noexcept {
        if (size > from_.size()) {
            return std::nullopt;
        }
        const Bytes taken = from_.first(size);
        from_ = from_.subspan(size);
        return taken;
    }
    std::optional<std::uint64_t> u64() noexcept {
        const auto taken = bytes(8);
        return taken ? std::optional(u64_at(*taken, 0)) : std::nullopt;
    }
    std::optional<std::int64_t> i64() noexcept {
        const auto value = u64();
        return value ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
    }
    bool at_end() const noexcept { return from_.empty(); }
    std::optional<std::string_view> text() noexcept {
        const auto size = u64();
        if (!size || *size > from_.size()) {
            return std::nullopt;
        }
        return text_of(*bytes(static_cast<std::size_t>(*size)));
    }

private:
    Bytes from_;
};

}  // namespace tijori
