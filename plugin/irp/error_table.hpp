// error_table.hpp - the error codes of IRPs, as data.
#pragma once

#include <string_view>

#include "irp/dialect.hpp"
#include "irp/error_catalogue.hpp"

namespace tijori::irp {

struct ErrorEntry {
    std::string_view code;
    Action action;
    std::string_view message;  // {provider} is replaced
    std::string_view next_step;
};

// The e-way bill has numbers of its own. Nothing if the code is not known.
const ErrorEntry* find_error(Dialect dialect, std::string_view code) noexcept;

}  // namespace tijori::irp
