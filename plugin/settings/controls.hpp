// controls.hpp - makes the controls that the pages are built of.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/secret.hpp"
#include "settings/view_model.hpp"

namespace tijori::settings {

// Where the keyboard focus belongs on a page; its parts share one.
class Focus {
public:
    void on(std::string control) {
        control_ = std::move(control);
        ++serial_;
    }
    std::uint64_t serial() const noexcept { return serial_; }
    std::uint32_t flag_of(const std::string& control) const noexcept {
        return !control_.empty() && control_ == control ? ACCT_FLAG_AUTOFOCUS : 0U;
    }

private:
    std::string control_;
    std::uint64_t serial_ = 0;
};

// What is wrong with what was typed, by control.
using FieldErrors = std::map<std::string, std::string>;
// Puts the control into the view, with its error and the focus if it has them.
void add(ViewModel& view, Control control, const FieldErrors& errors, const Focus& focus);

// "production" as people read it.
std::string environment_name(std::string_view id);

// Production and sandbox never look the same.
std::uint32_t environment_tone(std::string_view id) noexcept;

Control heading(std::string id, std::string label, std::uint32_t level = 1, std::string group = {});
Control paragraph(std::string id, std::string text, std::string group = {});
Control notice(std::string id, std::uint32_t tone, std::string title, std::string text);
Control button(std::string id, std::string label, std::uint32_t tone, std::uint32_t flags, std::string group);
Control progress(std::string id, std::string label, std::string group = {});
// `typed` only tells whether there is something in it.
Control secret(std::string id, std::string label, const SecretBytes& typed, std::string autocomplete,
               std::uint32_t flags);

}  // namespace tijori::settings
