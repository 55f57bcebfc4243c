// error.hpp - how Munim says that something failed: the words of the host SDK, under Munim's roof.
#ifndef MUNIM_BASE_ERROR_HPP
#define MUNIM_BASE_ERROR_HPP

#include <string>
#include <utility>

#include "acct/cpp/result.hpp"

namespace munim {

using accounting::Error;
using accounting::Nothing;
using accounting::Result;
using accounting::Status;

inline Error make_error(acct_status status, std::string code, std::string message, std::string next_step) {
    return Error{status, std::move(code), "", std::move(message), std::move(next_step)};
}

}  // namespace munim

#endif  // MUNIM_BASE_ERROR_HPP
