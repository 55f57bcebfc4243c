// result.hpp - how functions inside the plugin fail: they return a Result with an Error that is already in
// words a person can read. Exceptions are for what nobody foresees (out of memory); they stop at the ABI
// boundary.
#pragma once

#include <string>
#include <utility>

#include "acct/cpp/result.hpp"
#include "base/words.hpp"

namespace tijori {

using accounting::Error;
using accounting::Nothing;
using accounting::Result;
using accounting::Status;

inline Error make_error(acct_status status, std::string code, std::string message, std::string next_step,
                        std::string field = {}) {
    return Error{status, std::move(code), std::move(field), std::move(message), std::move(next_step)};
}

// Of what was stopped by whoever started it.
inline Error cancelled_error() {
    return make_error(ACCT_ERROR_CANCELLED, "CANCELLED", say("The operation was cancelled."),
                      say("Start it again if you still want it."));
}

// What happened and what to do about it, in one text.
inline std::string words_of(const Error& error) {
    return error.message + (error.next_step.empty() ? "" : " " + error.next_step);
}

}  // namespace tijori
