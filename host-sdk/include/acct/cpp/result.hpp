// result.hpp - texts, errors and results for C++ code on either side of the ABI. Header-only, C++17, throws
// nothing of its own; nothing here crosses the library boundary: strings are copied into and out of the C
// structs.
// The namespace is `accounting` because <unistd.h> declares a function named acct.
#ifndef ACCT_CPP_RESULT_HPP
#define ACCT_CPP_RESULT_HPP

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "../abi.h"
#include "first_size.hpp"

namespace accounting {

// A loan of `text` in the ABI's form; valid as long as what it views.
inline acct_text text_of(std::string_view text) noexcept {
    return acct_text{text.data(), static_cast<uint64_t>(text.size())};
}

// The same bytes as a string_view. A NULL text is empty whatever its size says.
inline std::string_view view_of(acct_text text) noexcept {
    return text.data == nullptr ? std::string_view{}
                                : std::string_view{text.data, static_cast<std::size_t>(text.size)};
}

inline std::string string_of(acct_text text) {
    return std::string{view_of(text)};
}

// True if `field` lies within the first `size` bytes of the struct at `base`: the test that rule 2 of abi.h
// asks of every reader before it looks at a field that an older peer may not have.
inline bool covers(uint32_t size, const void* base, const void* field, std::size_t field_size) noexcept {
    const auto offset = static_cast<const char*>(field) - static_cast<const char*>(base);
    return offset >= 0 && static_cast<std::size_t>(offset) + field_size <= size;
}

// What a person should read about a failure; the C++ form of acct_error.
struct Error {
    acct_status status = ACCT_ERROR_FAILED;
    std::string code;
    std::string field;
    std::string message;
    std::string next_step;
    std::string info{};  // what the provider said besides, JSON; of calls only
};

// Copies `text` into a NUL-terminated array, cut at a UTF-8 character boundary.
template <std::size_t N>
void copy_text(char (&to)[N], std::string_view text) noexcept {
    std::size_t length = text.size() < N - 1 ? text.size() : N - 1;
    if (length < text.size()) {
        while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
            --length;
        }
    }
    if (length > 0) {
        std::memcpy(to, text.data(), length);
    }
    to[length] = '\0';
}

// Fills a caller's acct_error (may be NULL) and returns the status, so that a callee can `return
// report(error, …)`.
inline acct_status report(acct_error* to, const Error& from) noexcept {
    if (to != nullptr && to->size >= first_size<acct_error>) {
        to->status = from.status;
        copy_text(to->code, from.code);
        copy_text(to->field, from.field);
        copy_text(to->message, from.message);
        copy_text(to->next_step, from.next_step);
    }
    return from.status;
}

// The same without memory of its own, for when there is none.
inline acct_status report(acct_error* to, acct_status status, const char* code, const char* message,
                          const char* next_step) noexcept {
    if (to != nullptr && to->size >= first_size<acct_error>) {
        to->status = status;
        to->field[0] = '\0';
        copy_text(to->code, code);
        copy_text(to->message, message);
        copy_text(to->next_step, next_step);
    }
    return status;
}

// A buffer for a callee to fill.
inline acct_error empty_error() noexcept {
    acct_error error{};
    error.size = sizeof(acct_error);
    return error;
}

// The filled buffer as an Error. `status` is what the call returned.
inline Error error_from(const acct_error& from, acct_status status) {
    Error error;
    error.status = status;
    error.code = from.code;
    error.field = from.field;
    error.message = from.message;
    error.next_step = from.next_step;
    if (error.message.empty()) {
        error.message = "The plugin did not say what went wrong.";
        error.next_step = "Look into the host's log, and tell the plugin's maker what you did.";
    }
    return error;
}

// A value or an Error.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const noexcept { return content_.index() == 0; }
    T& operator*() noexcept { return *std::get_if<0>(&content_); }
    const T& operator*() const noexcept { return *std::get_if<0>(&content_); }
    T* operator->() noexcept { return std::get_if<0>(&content_); }
    const T* operator->() const noexcept { return std::get_if<0>(&content_); }
    // Only when it is false as a bool.
    const Error& error() const noexcept { return *std::get_if<1>(&content_); }

private:
    std::variant<T, Error> content_;
};

struct Nothing {};
using Status = Result<Nothing>;

}  // namespace accounting

#endif  // ACCT_CPP_RESULT_HPP
