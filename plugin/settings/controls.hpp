// controls.hpp - makes the controls that the pages are built of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "settings/view_model.hpp"

namespace tijori::settings {

// "production" as people read it.
std::string environment_name(std::string_view id);

Control heading(std::string id, std::string label, std::uint32_t level = 1, std::string group = {});
Control paragraph(std::string id, std::string text, std::string group = {});
Control notice(std::string id, std::uint32_t tone, std::string title, std::string text);
Control button(std::string id, std::string label, std::uint32_t tone, std::uint32_t flags, std::string group);
Control progress(std::string id, std::string label, std::string group = {});
// `typed` only tells whether there is something in it.
Control secret(std::string id, std::string label, const SecretBytes& typed, std::string autocomplete,
               std::uint32_t flags);

}  // namespace tijori::settings
