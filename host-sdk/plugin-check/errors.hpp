// errors.hpp - the acct_error that a check passes, and what has to be in it afterwards (abi.h, rule 7).
#ifndef ACCT_PLUGIN_CHECK_ERRORS_HPP
#define ACCT_PLUGIN_CHECK_ERRORS_HPP

#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "acct/abi.h"
#include "guarded.hpp"
#include "notes.hpp"
#include "verdict.hpp"

namespace accounting::check {

// An acct_error in which nothing is set but its size; behind it lies no memory.
class ErrorBox {
public:
    explicit ErrorBox(std::size_t size = sizeof(acct_error));

    acct_error* at() noexcept { return memory_.as<acct_error>(); }
    // Judges it after a call that returned `status`.
    void judge(std::string_view call, acct_status status);
    // The words; empty if they are not well formed.
    std::string message() const;

private:
    bool is_untouched() const;
    mutable Guarded memory_;
    std::size_t size_;
};

// Words for a failure, as they came with an operation's result.
void judge_words(std::string_view where, const acct_error& error, acct_status status);

// A call into the plugin that may fail, with the rule that no exception leaves it.
template <typename Call>
auto called(std::string_view what, Call&& call) -> decltype(call()) {
    const Note note(what);
    try {
        return std::forward<Call>(call)();
    } catch (...) {
        found({"abi.h, rule 1", "called " + std::string(what), "no exception leaves a function",
               "an exception came", "Catch everything in each function of the ABI and answer a status."});
        throw Stop{};
    }
}

// The same for a function that takes an error, which is judged.
template <typename Call>
acct_status asked(std::string_view what, ErrorBox& error, Call&& call) {
    const acct_status status = called(what, std::forward<Call>(call));
    error.judge(what, status);
    return status;
}

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_ERRORS_HPP
