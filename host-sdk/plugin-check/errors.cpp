// errors.cpp - see errors.hpp.
#include "errors.hpp"

#include <algorithm>
#include <cstring>

#include "acct/cpp/first_size.hpp"
#include "acct/cpp/result.hpp"
#include "secrets.hpp"
#include "texts.hpp"

namespace accounting::check {
namespace {

constexpr char unset = 0x5A;

// The text in an array, as far as it is one.
template <std::size_t N>
std::string_view text_in(const char (&array)[N]) {
    const void* end = std::memchr(array, '\0', N);
    return end != nullptr ? std::string_view(array) : std::string_view{};
}

template <std::size_t N>
void judge_array(std::string_view call, const char* name, const char (&array)[N]) {
    const std::string where = "acct_error." + std::string(name) + " of " + std::string(call);
    if (std::memchr(array, '\0', N) == nullptr) {
        found({"abi.h, acct_error", "read " + where, "an array that ends in NUL",
               in_quotes(std::string_view(array, std::min<std::size_t>(N, 24))),
               "Fill every array, also those that are empty; acct/c/text.h and acct/cpp/result.hpp do it."});
        return;
    }
    heard(where, text_of(text_in(array)));
}

}  // namespace

ErrorBox::ErrorBox(std::size_t size) : memory_(std::max<std::size_t>(size, 4)), size_(size) {
    std::memset(memory_.at(), unset, memory_.size());
    memory_.as<acct_error>()->size = static_cast<uint32_t>(size);
}

bool ErrorBox::is_untouched() const {
    const char* bytes = memory_.at();
    return std::all_of(bytes + sizeof(uint32_t), bytes + memory_.size(), [](char c) { return c == unset; });
}

void ErrorBox::judge(std::string_view call, acct_status status) {
    if (memory_.as<acct_error>()->size != size_) {
        found({"abi.h, acct_error", "called " + std::string(call), "the size stays as the caller set it",
               std::to_string(memory_.as<acct_error>()->size), "Leave the size alone."});
    }
    if (status == ACCT_OK || size_ < first_size<acct_error>) {
        if (!is_untouched() && status == ACCT_OK) {
            found({"abi.h, acct_error", "called " + std::string(call) + ", which answered ACCT_OK",
                   "the error is filled exactly when something else is answered", "it was written to",
                   "Write to it only on the way out of a failure."});
        }
        return;
    }
    judge_words(call, *memory_.as<acct_error>(), status);
}

std::string ErrorBox::message() const {
    return size_ < first_size<acct_error> ? "" : std::string(text_in(memory_.as<acct_error>()->message));
}

void judge_words(std::string_view call, const acct_error& error, acct_status status) {
    const std::string did = "called " + std::string(call) + ", which answered " + name_of(status);
    if (error.size < first_size<acct_error>) {
        found({"abi.h, acct_error", did, "an error of full size", std::to_string(error.size),
               "Set its size to sizeof(acct_error)."});
        return;
    }
    acct_status untouched = 0;
    std::memset(&untouched, unset, sizeof(untouched));
    if (error.status != status) {
        found({"abi.h, rule 7", did, "acct_error.status is the same",
               error.status == untouched ? "the error was not filled" : name_of(error.status),
               "Fill the error wherever a failure is answered."});
        if (error.status == untouched) {
            return;
        }
    }
    judge_array(call, "code", error.code);
    judge_array(call, "field", error.field);
    judge_array(call, "message", error.message);
    judge_array(call, "next_step", error.next_step);
    if (text_in(error.message).empty() &&
        std::memchr(error.message, '\0', sizeof(error.message)) != nullptr) {
        found({"abi.h, rule 7", did, "a message for a person", "an empty message",
               "Say what happened, to whom, in plain words."});
    }
}

}  // namespace accounting::check
