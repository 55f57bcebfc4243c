// secret_json.hpp - JSON with passwords in it, written into memory that is wiped. JSON libraries leave copies
// behind.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "base/secret.hpp"

namespace tijori::irp {

// How many bytes the text takes inside a JSON string: escapes count.
std::size_t json_escaped_size(std::string_view text) noexcept;

// Appends to a secret buffer of sufficient size.
class SecretWriter {
public:
    explicit SecretWriter(SecretBytes& to) noexcept : to_(to) {}
    void raw(std::string_view text) noexcept;
    void escaped(std::string_view text) noexcept;
    std::size_t size() const noexcept { return at_; }

private:
    void put(char c) noexcept { to_.data()[at_++] = static_cast<unsigned char>(c); }
    SecretBytes& to_;
    std::size_t at_ = 0;
};

// An object of texts.
SecretBytes secret_object(std::initializer_list<std::pair<std::string_view, std::string_view>> members);

}  // namespace tijori::irp
