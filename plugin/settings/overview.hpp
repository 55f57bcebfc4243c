// overview.hpp - the table of all stored credentials on the page "API credentials": what needs attention
// first, search and filter, some rows at a time, so that ten thousand are as quick as ten.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "acct/cpp/host_services.hpp"
#include "credentials/credential.hpp"
#include "settings/surroundings.hpp"
#include "settings/view_model.hpp"

namespace tijori::settings {

std::uint32_t tone_of(CredentialState state) noexcept;
std::string row_id(const CredentialKey& key);
std::optional<CredentialKey> key_of_row(std::string_view row);

// All [main-thread].
class Overview {
public:
    static constexpr std::size_t rows_at_once = 50;

    // What the page is doing to one of the rows.
    struct Busy {
        CredentialKey key;
        std::string words;  // "Testing…"; empty: none
    };

    // Takes up what is stored now; cheap if that has not changed.
    void look(const PageSurroundings& around, const std::vector<accounting::Entity>& entities);
    // Sorted by key.
    const std::vector<Credential>& stored() const noexcept { return stored_; }
    // Whether search and filter leave any.
    bool shows_rows() const { return filter_ != "missing" && !chosen_.empty(); }
    // Those that they leave.
    std::vector<Credential> shown() const;

    void draw(ViewModel& view, const PageSurroundings& around, bool enabled, const Busy& busy) const;
    // True if it is one of its controls.
    bool set_value(std::string_view control, std::string_view value);
    bool activate(std::string_view control);

private:
    struct Line {
        std::size_t at = 0;  // in stored_
        std::string words;   // what search looks in, in capitals
        bool attention = false;
    };

    void choose();
    bool passes(const Line& line) const;
    bool is_filtered() const { return !search_.empty() || filter_ != "all"; }
    void draw_search(ViewModel& view, bool enabled) const;
    void draw_missing(ViewModel& view) const;
    void draw_rows(ViewModel& view, const PageSurroundings& around, bool enabled, const Busy& busy) const;

    std::uint64_t revision_ = 0;
    const void* profiles_ = nullptr;
    int language_ = -1;
    std::vector<Credential> stored_;
    std::vector<Line> lines_;           // what needs attention first
    std::vector<std::size_t> chosen_;   // of lines_
    std::vector<std::string> missing_;  // GSTINs of the books without credentials
    std::size_t attention_ = 0;
    std::string typed_;   // into the search
    std::string search_;  // the same, as it is compared
    std::string filter_ = "all";
    std::size_t first_ = 0;  // of the rows shown
};

}  // namespace tijori::settings
