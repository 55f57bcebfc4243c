// words.cpp - see words.hpp.
#include "words.hpp"

#include <Poco/JSON/Parser.h>

#include <unordered_map>

#include "base/shipped_words.hpp"
#include "base/text.hpp"

namespace tijori {
namespace {

thread_local Language spoken = Language::english;  // trivial: nothing of ours runs when a thread ends

struct Entry {
    std::string one;
    std::string other;  // same as `one` where there is no number
};

class Catalogue {
public:
    explicit Catalogue(std::string_view json) {
        const auto texts = Poco::JSON::Parser().parse(std::string(json)).extract<Poco::JSON::Object::Ptr>();
        for (const auto& [english, translated] : *texts) {
            if (translated.type() == typeid(Poco::JSON::Object::Ptr)) {
                const auto forms = translated.extract<Poco::JSON::Object::Ptr>();
                entries_[english] = {forms->getValue<std::string>("one"),
                                     forms->getValue<std::string>("other")};
            } else {
                const auto text = translated.convert<std::string>();
                entries_[english] = {text, text};
            }
        }
    }

    const Entry* find(std::string_view english) const noexcept {
        const auto found = entries_.find(english);
        return found != entries_.end() ? &found->second : nullptr;
    }

private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
};

// Nothing for English, and for what the catalogue lacks.
const Entry* translated(std::string_view english) {
    if (spoken == Language::english) {
        return nullptr;
    }
    static const Catalogue hindi(shipped_hindi());
    return hindi.find(english);
}

std::string filled(std::string_view text, Values values, std::string_view n) {
    std::string result;
    result.reserve(text.size() + 32);
    while (!text.empty()) {
        const auto open = text.find('{');
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) {
            break;
        }
        result += text.substr(0, open);
        const std::string_view place = text.substr(open + 1, close - open - 1);
        const auto* value = values.begin();
        while (value != values.end() && value->first != place) {
            ++value;
        }
        if (value != values.end()) {
            result += value->second;
        } else if (place == "n" && !n.empty()) {
            result += n;
        } else {
            result += text.substr(open, close - open + 1);
        }
        text.remove_prefix(close + 1);
    }
    return result.append(text);
}

}  // namespace

Language language_of(std::string_view tag) noexcept {
    const std::string_view first = tag.substr(0, tag.find_first_of("-_"));
    return equal_ignoring_case(first, "hi") ? Language::hindi : Language::english;
}

Speaking::Speaking(Language language) noexcept : before_(spoken) {
    spoken = language;
}

Speaking::~Speaking() {
    spoken = before_;
}

Language Speaking::now() noexcept {
    return spoken;
}

std::string say(std::string_view english) {
    const Entry* entry = translated(english);
    return entry != nullptr ? entry->other : std::string(english);
}

std::string say(std::string_view english, Values values) {
    const Entry* entry = translated(english);
    return filled(entry != nullptr ? entry->other : english, values, {});
}

std::string say_n(std::int64_t n, std::string_view one, std::string_view many, Values values) {
    if (const Entry* entry = translated(one)) {
        const bool is_one = n == 0 || n == 1;  // Hindi's rule (CLDR)
        return filled(is_one ? entry->one : entry->other, values, number(n));
    }
    return filled(n == 1 ? one : many, values, number(n));
}

std::string number(std::int64_t n) {
    std::string digits = std::to_string(n);
    const std::size_t first = n < 0 ? 1 : 0;
    std::size_t group = 3;
    for (std::size_t end = digits.size(); end > first + group; group = 2) {
        end -= group;
        digits.insert(end, 1, ',');
    }
    return digits;
}

}  // namespace tijori
