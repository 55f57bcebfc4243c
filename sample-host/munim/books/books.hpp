// books.hpp - the companies that Munim keeps accounts for, with their GST registrations: one company has
// many.
#ifndef MUNIM_BOOKS_BOOKS_HPP
#define MUNIM_BOOKS_BOOKS_HPP

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace munim {

struct Registration {
    std::string gstin;
    std::string unit_name;
};

struct Company {
    std::string name;
    std::string pan;
    std::vector<Registration> registrations;
};

struct Books {
    std::vector<Company> companies;
    // Why the companies could not be read; then there are none, and the file is left as it is.
    std::optional<Error> problem;
};

// Reads `file`; writes the sample books there first if nothing is there.
Books open_books(const std::filesystem::path& file);

// Reads the text of a books file.
Result<std::vector<Company>> parse_books(std::string_view json);

std::string_view sample_books() noexcept;

}  // namespace munim

#endif  // MUNIM_BOOKS_BOOKS_HPP
