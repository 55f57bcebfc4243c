// books.cpp - see books.hpp.
#include "books/books.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <new>

#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace munim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 4U << 20U;
constexpr std::size_t depth_limit = 16;

// What is wrong with the content, thrown while reading and turned into an Error at the edge.
struct BadBooks {
    std::string reason;
};

Error broken(const std::string& reason) {
    return make_error(
        ACCT_ERROR_DAMAGED, "BOOKS-BROKEN", "The books cannot be read: " + reason,
        "Correct the file in a text editor, or move it away: Munim then writes the sample books. It "
        "does not touch the file as it is.");
}

Poco::JSON::Object::Ptr object_of(const Poco::Dynamic::Var& value, const std::string& where) {
    if (value.type() != typeid(Poco::JSON::Object::Ptr)) {
        throw BadBooks{where + " must be an object in { }."};
    }
    return value.extract<Poco::JSON::Object::Ptr>();
}

Poco::JSON::Array::Ptr array_in(const Poco::JSON::Object& object, const std::string& name,
                                const std::string& where) {
    if (!object.isArray(name)) {
        throw BadBooks{where + " needs a list \"" + name + "\" in [ ]."};
    }
    return object.getArray(name);
}

std::string text_in(const Poco::JSON::Object& object, const std::string& name, const std::string& where,
                    bool required) {
    const Poco::Dynamic::Var value = object.get(name);
    if (value.isEmpty() && !required) {
        return {};
    }
    if (!value.isString()) {
        throw BadBooks{where + " needs a text \"" + name + "\"."};
    }
    auto text = value.extract<std::string>();
    if (required && text.empty()) {
        throw BadBooks{where + " has an empty \"" + name + "\"."};
    }
    return text;
}

Company company_of(const Poco::Dynamic::Var& value, const std::string& where) {
    const auto object = object_of(value, where);
    Company company;
    company.name = text_in(*object, "name", where, true);
    company.pan = text_in(*object, "pan", where, false);
    const auto registrations = array_in(*object, "registrations", where);
    for (unsigned index = 0; index < registrations->size(); ++index) {
        const std::string entry = where + ", registration " + std::to_string(index + 1);
        const auto registration = object_of(registrations->get(index), entry);
        company.registrations.push_back({text_in(*registration, "gstin", entry, true),
                                         text_in(*registration, "unit_name", entry, false)});
    }
    return company;
}

Result<std::string> read(const fs::path& file) {
    const FileDescriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat about {};
    if (!opened || ::fstat(opened.get(), &about) != 0) {
        return broken(system_reason(errno) + ".");
    }
    if (!S_ISREG(about.st_mode) || about.st_size < 0 ||
        static_cast<std::size_t>(about.st_size) > largest_file) {
        return broken("it is not a file of at most 4 megabytes.");
    }
    std::string text(static_cast<std::size_t>(about.st_size), '\0');
    const std::ptrdiff_t got = opened.read_all(text.data(), text.size());
    if (got < 0) {
        return broken(system_reason(errno) + ".");
    }
    text.resize(static_cast<std::size_t>(got));
    return text;
}

}  // namespace

std::string_view sample_books() noexcept {
    return R"books({
  "companies": [
    {
      "name": "Pushpak Traders Private Limited",
      "pan": "AAACP0029A",
      "registrations": [
        {"gstin": "29AAACP0029A1Z2", "unit_name": "Bengaluru head office"},
        {"gstin": "27AAACP0029A1Z6", "unit_name": "Mumbai branch"},
        {"gstin": "24AAACP0029A1ZC", "unit_name": "Ahmedabad warehouse"},
        {"gstin": "33AAACP0029A1ZD", "unit_name": "Chennai branch"},
        {"gstin": "07AAACP0029A1Z8", "unit_name": "Delhi branch"}
      ]
    },
    {
      "name": "Practice Company",
      "pan": "AAFCD5862R",
      "registrations": [
        {"gstin": "29AAFCD5862R000", "unit_name": "Practice registration (sandbox)"}
      ]
    }
  ]
}
)books";
}

Result<std::vector<Company>> parse_books(std::string_view json) {
    if (!is_utf8(json)) {
        return broken("it is not UTF-8 text.");
    }
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(depth_limit);
        const auto root = object_of(parser.parse(std::string{json}), "the file");
        const auto companies = array_in(*root, "companies", "the file");
        std::vector<Company> found;
        for (unsigned index = 0; index < companies->size(); ++index) {
            found.push_back(company_of(companies->get(index), "company " + std::to_string(index + 1)));
        }
        return found;
    } catch (const BadBooks& bad) {
        return broken(bad.reason);
    } catch (const Poco::Exception& bad) {
        return broken("it is not JSON (" + printable(bad.message(), 300) + ").");
    }
}

Books open_books(const fs::path& file) {
    Books books;
    const auto fail = [&](Error error) {
        error.message += " File: " + file.string();
        books.problem = std::move(error);
        return std::move(books);
    };
    std::error_code unreadable;
    const fs::file_status there = fs::symlink_status(file, unreadable);
    if (there.type() == fs::file_type::not_found) {
        if (const Status written = write_private_file(file, sample_books()); !written) {
            return fail(written.error());
        }
    }
    const Result<std::string> text = read(file);
    if (!text) {
        return fail(text.error());
    }
    Result<std::vector<Company>> companies = parse_books(*text);
    if (!companies) {
        return fail(companies.error());
    }
    books.companies = std::move(*companies);
    return books;
}

}  // namespace munim
