// view_json.hpp - a page view in the JSON form of sample-host/web/API.md.
#ifndef MUNIM_PLUGINS_VIEW_JSON_HPP
#define MUNIM_PLUGINS_VIEW_JSON_HPP

#include <string>

#include "acct/cpp/first_size.hpp"
#include "acct/settings_page.h"

namespace munim {

std::string view_json(const acct_page_view& view);

// An element that a plugin left out, or that is smaller than version 1 of its struct, is passed over.
template <typename Struct>
bool readable(const Struct* element) noexcept {
    return element != nullptr && element->size >= accounting::first_size<Struct>;
}

}  // namespace munim

#endif  // MUNIM_PLUGINS_VIEW_JSON_HPP
