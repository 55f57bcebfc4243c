// view_model.hpp - a page as plain values, and the frozen form of it that the ABI lends to hosts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "acct/settings_page.h"

namespace tijori::settings {

struct Option {
    std::string id;
    std::string label;
    std::string detail;
    std::string badge;
    std::uint32_t badge_tone = ACCT_TONE_NEUTRAL;
    bool enabled = true;
    bool operator==(const Option&) const = default;
};

struct Cell {
    std::string text;
    std::uint32_t tone = ACCT_TONE_NEUTRAL;
    bool operator==(const Cell&) const = default;
};

struct RowAction {
    std::string id;
    std::string label;
    bool enabled = true;
    bool operator==(const RowAction&) const = default;
};

struct Row {
    std::string id;
    std::vector<Cell> cells;
    std::vector<RowAction> actions;
    std::uint32_t flags = 0;
    bool operator==(const Row&) const = default;
};

// One control; see acct_control for the meaning of each member.
struct Control {
    std::uint32_t kind = ACCT_CONTROL_TEXT;
    std::string id;
    std::string label;
    std::string value;
    std::string placeholder;
    std::string help;
    std::string error;
    std::string warning;
    std::string autocomplete;
    std::string group;
    std::uint32_t flags = 0;
    std::uint32_t tone = ACCT_TONE_NEUTRAL;
    std::uint32_t level = 0;
    std::uint32_t max_length = 0;
    std::vector<Option> options;
    std::vector<std::string> columns;
    std::vector<Row> rows;
    std::uint64_t progress_done = 0;
    std::uint64_t progress_total = 0;
    bool operator==(const Control&) const = default;
};

struct ViewModel {
    std::string title;
    std::vector<std::string> breadcrumbs;
    std::vector<Control> controls;
    std::uint32_t flags = 0;
    std::uint64_t focus_serial = 0;

    const Control* find(std::string_view id) const;
    bool operator==(const ViewModel&) const = default;
};

// A view model and the C structs that point into it. Never changes once made.
class FrozenView {
public:
    FrozenView(ViewModel model, std::uint64_t revision);
    FrozenView(const FrozenView&) = delete;
    FrozenView& operator=(const FrozenView&) = delete;
    ~FrozenView();

    const ViewModel& model() const noexcept { return model_; }
    // A copy of the head with this number; everything it points to stays owned here.
    acct_page_view view(std::uint64_t view_id) const noexcept;
    std::uint64_t revision() const noexcept { return revision_; }

private:
    struct Structs;
    const ViewModel model_;
    const std::uint64_t revision_;
    std::unique_ptr<Structs> structs_;
};

}  // namespace tijori::settings
