// search.hpp - which of many entries hold all words that were typed; for lists and tables.
#ifndef MUNIM_TERMINAL_SEARCH_HPP
#define MUNIM_TERMINAL_SEARCH_HPP

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "terminal/keys.hpp"

namespace munim::terminal {

class Search {
public:
    // Looks anew through `count` entries with these texts.
    void fill(std::size_t count, const std::function<std::string(std::size_t)>& text_of_entry);
    void clear();
    // Changes what is searched for; false: not a key that does.
    bool edit(const Key& key);

    const std::string& text() const noexcept { return text_; }
    // The entries that match: those that begin with it first.
    const std::vector<std::size_t>& found() const noexcept { return found_; }

private:
    void find();

    std::string text_;
    std::vector<std::string> entries_;  // in small letters
    std::vector<std::size_t> found_;
};

// The first of `room` lines to draw out of `count`, so that `active` is among them; `top` is where it was
// last.
std::size_t first_in_sight(std::size_t active, std::size_t count, std::size_t room,
                           std::size_t& top) noexcept;

}  // namespace munim::terminal

#endif  // MUNIM_TERMINAL_SEARCH_HPP
