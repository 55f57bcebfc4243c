// json_lines.hpp - where in a JSON text something stands, so that a message about a file that a person wrote
// can name the line.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tijori {

class JsonLines {
public:
    explicit JsonLines(std::string_view text);

    // The line (from 1 on) at which the text stops being JSON; nothing if it is JSON to its end.
    std::optional<std::size_t> mistake() const noexcept { return mistake_; }
    // The line of a member, named by the keys on the way to it; of the nearest one above it if it is not
    // there.
    std::size_t of(const std::vector<std::string>& path) const;

private:
    std::map<std::vector<std::string>, std::size_t> lines_;
    std::optional<std::size_t> mistake_;
};

}  // namespace tijori
