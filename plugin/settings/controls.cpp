// controls.cpp - see controls.hpp.
#include "controls.hpp"

#include <utility>

#include "base/words.hpp"

namespace tijori::settings {

void add(ViewModel& view, Control control, const FieldErrors& errors, const Focus& focus) {
    const auto found = errors.find(control.id);
    control.error = found != errors.end() ? found->second : std::string{};
    control.flags |= focus.flag_of(control.id);
    view.controls.push_back(std::move(control));
}

std::string environment_name(std::string_view id) {
    return id == "production" ? say("Production") : id == "sandbox" ? say("Sandbox") : std::string(id);
}

std::uint32_t environment_tone(std::string_view id) noexcept {
    return id == "production" ? ACCT_TONE_PRIMARY : ACCT_TONE_INFO;
}

Control heading(std::string id, std::string label, std::uint32_t level, std::string group) {
    Control control;
    control.kind = ACCT_CONTROL_HEADING;
    control.id = std::move(id);
    control.label = std::move(label);
    control.level = level;
    control.group = std::move(group);
    return control;
}

Control paragraph(std::string id, std::string text, std::string group) {
    Control control;
    control.kind = ACCT_CONTROL_TEXT;
    control.id = std::move(id);
    control.value = std::move(text);
    control.group = std::move(group);
    return control;
}

Control notice(std::string id, std::uint32_t tone, std::string title, std::string text) {
    Control control;
    control.kind = ACCT_CONTROL_NOTICE;
    control.id = std::move(id);
    control.tone = tone;
    control.label = std::move(title);
    control.value = std::move(text);
    control.flags = tone == ACCT_TONE_ERROR ? ACCT_FLAG_ASSERTIVE : 0U;
    return control;
}

Control button(std::string id, std::string label, std::uint32_t tone, std::uint32_t flags,
               std::string group) {
    Control control;
    control.kind = ACCT_CONTROL_BUTTON;
    control.id = std::move(id);
    control.label = std::move(label);
    control.tone = tone;
    control.flags = flags;
    control.group = std::move(group);
    return control;
}

Control progress(std::string id, std::string label, std::string group) {
    Control control;
    control.kind = ACCT_CONTROL_PROGRESS;
    control.id = std::move(id);
    control.label = std::move(label);
    control.flags = ACCT_FLAG_BUSY;
    control.group = std::move(group);
    return control;
}

Control secret(std::string id, std::string label, const SecretBytes& typed, std::string autocomplete,
               std::uint32_t flags) {
    Control control;
    control.kind = ACCT_CONTROL_SECRET;
    control.id = std::move(id);
    control.label = std::move(label);
    control.autocomplete = std::move(autocomplete);
    if (!typed.empty()) {  // for a field that was drawn anew, and is empty on the screen
        control.placeholder = say("Typed already. Type to replace it.");
    }
    control.flags = flags | ACCT_FLAG_REQUIRED | (typed.empty() ? 0U : ACCT_FLAG_HAS_VALUE);
    return control;
}

}  // namespace tijori::settings
