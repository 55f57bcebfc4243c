// keys.cpp - see keys.hpp.
#include "terminal/keys.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/text.hpp"

namespace munim::terminal {
namespace {

using Kind = Key::Kind;

constexpr char escape_byte = '\x1B';

struct Sequence {
    std::string_view bytes;  // after ESC [ or ESC O
    Kind kind;
};

// What xterm and those like it send, the Linux console, and tmux.
constexpr std::array<Sequence, 19> sequences{{
    {"A", Kind::up},      {"B", Kind::down},     {"C", Kind::right},      {"D", Kind::left},
    {"H", Kind::home},    {"F", Kind::end},      {"Z", Kind::back_tab},   {"M", Kind::enter},
    {"1~", Kind::home},   {"7~", Kind::home},    {"4~", Kind::end},       {"8~", Kind::end},
    {"3~", Kind::erase},  {"5~", Kind::page_up}, {"6~", Kind::page_down}, {"1;2A", Kind::up},
    {"1;2B", Kind::down}, {"1;5C", Kind::right}, {"1;5D", Kind::left},
}};

// How many bytes the character takes that begins with this one.
std::size_t length_of(char lead) noexcept {
    const auto byte = static_cast<unsigned char>(lead);
    return byte >= 0xF5 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

}  // namespace

void KeyReader::forget() noexcept {
    sodium_memzero(partial_.data(), partial_.size());
    size_ = 0;
}

void KeyReader::send(const Use& use, Kind kind, char letter) const {
    Key key;
    key.kind = kind;
    key.letter = letter;
    key.pasted = pasting_;
    use(key);
}

void KeyReader::feed(std::string_view bytes, const Use& use) {
    for (const char byte : bytes) {
        if (size_ == partial_.size()) {
            forget();  // no key is that long
        }
        partial_[size_++] = byte;
        while (size_ > 0 && take(use)) {
        }
    }
}

void KeyReader::stop_waiting(const Use& use) {
    const bool lone_escape = size_ == 1 && partial_[0] == escape_byte && !pasting_;
    forget();
    if (lone_escape) {
        send(use, Kind::escape);
    }
}

void KeyReader::take_sequence(const Use& use) {
    const std::string_view rest{partial_.data() + 2, size_ - 2};
    if (rest == "200~" || rest == "201~") {
        if (pasting_ && rest == "201~") {
            pasting_ = false;
            send(use, Kind::paste_ended);
        } else {
            pasting_ = rest == "200~";
        }
        return;
    }
    const auto* known = std::find_if(sequences.begin(), sequences.end(),
                                     [&](const Sequence& candidate) { return candidate.bytes == rest; });
    send(use, known != sequences.end() ? known->kind : Kind::unknown);
}

// Takes one key off the front if it is whole.
bool KeyReader::take(const Use& use) {
    const char first = partial_[0];
    if (first == escape_byte) {
        if (size_ == 1) {
            return false;
        }
        if (partial_[1] == escape_byte) {
            // The second one may begin something.
            send(use, pasting_ ? Kind::unknown : Kind::escape);
            forget();
            partial_[size_++] = escape_byte;
            return false;
        }
        if (partial_[1] == '[' || partial_[1] == 'O') {
            const char last = partial_[size_ - 1];
            if (size_ == 2 || last < '@' || last > '~') {
                return false;
            }
            take_sequence(use);
        } else {
            send(use, Kind::unknown);  // with Alt
        }
        forget();
        return true;
    }
    const auto byte = static_cast<unsigned char>(first);
    if (byte < 0x20 || byte == 0x7F) {
        const bool line_end = first == '\r' || first == '\n';
        const Kind kind = line_end                       ? Kind::enter
                          : first == '\t'                ? Kind::tab
                          : byte == 0x7F || byte == 0x08 ? Kind::backspace
                                                         : Kind::control;
        send(use, kind, static_cast<char>(byte + 0x60));
        forget();
        return true;
    }
    const char last = partial_[size_ - 1];
    if (size_ > 1 && (static_cast<unsigned char>(last) & 0xC0U) != 0x80U) {
        // A character that was broken off, and the start of the next.
        send(use, Kind::unknown);
        forget();
        partial_[size_++] = last;
        return true;
    }
    if (size_ < length_of(first)) {
        return false;
    }
    std::string_view rest{partial_.data(), size_};
    Key key;
    key.pasted = pasting_;
    if (next_character(rest) != bad_character) {
        key.kind = Kind::character;
        key.size = static_cast<uint8_t>(size_);
        std::copy_n(partial_.begin(), size_, key.bytes.begin());
    }
    use(key);
    sodium_memzero(key.bytes.data(), key.bytes.size());
    forget();
    return true;
}

}  // namespace munim::terminal
