// state_names.hpp - the state or union territory that the first two digits of a GSTIN stand for.
#ifndef MUNIM_BOOKS_STATE_NAMES_HPP
#define MUNIM_BOOKS_STATE_NAMES_HPP

#include <string_view>

namespace munim {

// Empty if the digits name none.
std::string_view state_of_gstin(std::string_view gstin) noexcept;

}  // namespace munim

#endif  // MUNIM_BOOKS_STATE_NAMES_HPP
