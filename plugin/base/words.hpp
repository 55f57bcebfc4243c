// words.hpp - what the plugin says to people, in their language. The English text in the source is the name
// of a text, as in gettext; the catalogues in plugin/words/*.json hold the others. What a catalogue lacks is
// said in English.
//
// The language belongs to the thread: whoever enters the plugin says in which language it speaks meanwhile.
// Audit trail, log, codes and what other programs read stay English and do not pass here.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tijori {

enum class Language : std::uint8_t { english, hindi };

// Of a BCP 47 tag, "hi-IN". English if it is a language that we do not speak.
Language language_of(std::string_view tag) noexcept;

// The calling thread speaks this language as long as the object lives.
class Speaking {
public:
    explicit Speaking(Language language) noexcept;
    Speaking(const Speaking&) = delete;
    Speaking& operator=(const Speaking&) = delete;
    ~Speaking();

    static Language now() noexcept;

private:
    const Language before_;
};

// What stands at the places of a text: {"gstin", …} for {gstin}.
using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string say(std::string_view english);
std::string say(std::string_view english, Values values);
// `one` or `many`, whichever fits `n` in the language; {n} is the number as people write it.
std::string say_n(std::int64_t n, std::string_view one, std::string_view many, Values values = {});

// Marks a text that stands in a table and is said later.
constexpr std::string_view N_(std::string_view english) noexcept {
    return english;
}

// With the digits grouped as in India: 1,00,000.
std::string number(std::int64_t n);

}  // namespace tijori
