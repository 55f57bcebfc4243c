// search.cpp - see search.hpp.
#include "terminal/search.hpp"

#include <algorithm>
#include <sstream>

namespace munim::terminal {
namespace {

std::string small_letters(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

}  // namespace

void Search::fill(std::size_t count, const std::function<std::string(std::size_t)>& text_of_entry) {
    entries_.clear();
    entries_.reserve(count);
    for (std::size_t index = 0; index < count; ++index) {
        entries_.push_back(small_letters(text_of_entry(index)));
    }
    find();
}

void Search::clear() {
    text_.clear();
    find();
}

bool Search::edit(const Key& key) {
    if (key.kind == Key::Kind::character) {
        text_ += key.text();
    } else if (key.kind == Key::Kind::backspace) {
        // The last byte, and those before it that belong to the same character.
        while (!text_.empty()) {
            const auto removed = static_cast<unsigned char>(text_.back());
            text_.pop_back();
            if ((removed & 0xC0U) != 0x80U) {
                break;
            }
        }
    } else if (key.is_control('u')) {
        text_.clear();
    } else {
        return false;
    }
    find();
    return true;
}

void Search::find() {
    std::vector<std::string> words;
    std::istringstream typed{small_letters(text_)};
    for (std::string word; typed >> word;) {
        words.push_back(word);
    }
    found_.clear();
    std::vector<std::size_t> later;
    for (std::size_t index = 0; index < entries_.size(); ++index) {
        const std::string& entry = entries_[index];
        const bool fits = std::ranges::all_of(
            words, [&](const std::string& word) { return entry.find(word) != std::string::npos; });
        if (fits) {
            (words.empty() || entry.starts_with(words.front()) ? found_ : later).push_back(index);
        }
    }
    found_.insert(found_.end(), later.begin(), later.end());
}

std::size_t first_in_sight(std::size_t active, std::size_t count, std::size_t room,
                           std::size_t& top) noexcept {
    if (active < top) {
        top = active;
    } else if (active >= top + room) {
        top = active + 1 - room;
    }
    top = std::min(top, count > room ? count - room : 0);
    return top;
}

}  // namespace munim::terminal
