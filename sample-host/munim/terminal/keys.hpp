// keys.hpp - what was typed, out of the bytes that a terminal sends. Keeps nothing of it: the characters may
// be those of a password.
#ifndef MUNIM_TERMINAL_KEYS_HPP
#define MUNIM_TERMINAL_KEYS_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace munim::terminal {

struct Key {
    enum class Kind : uint8_t {
        character,  // text()
        control,    // Ctrl and `letter`
        enter,
        tab,
        back_tab,
        escape,
        backspace,
        erase,
        up,
        down,
        left,
        right,
        home,
        end,
        page_up,
        page_down,
        paste_ended,
        unknown,
    };

    Kind kind = Kind::unknown;
    bool pasted = false;  // came in one go with others: commands nothing
    char letter = 0;
    std::array<char, 4> bytes{};
    uint8_t size = 0;

    std::string_view text() const noexcept { return {bytes.data(), size}; }
    bool is(char character) const noexcept {
        return kind == Kind::character && text() == std::string_view{&character, 1};
    }
    bool is_control(char wanted) const noexcept {
        return kind == Kind::control && letter == wanted && !pasted;
    }
};

class KeyReader {
public:
    using Use = std::function<void(const Key&)>;

    KeyReader() = default;
    KeyReader(const KeyReader&) = delete;
    KeyReader& operator=(const KeyReader&) = delete;
    ~KeyReader() { forget(); }

    void feed(std::string_view bytes, const Use& use);
    // Part of a key has come: Escape itself, if the rest does not follow at once.
    bool is_waiting() const noexcept { return size_ > 0; }
    void stop_waiting(const Use& use);

private:
    bool take(const Use& use);
    void take_sequence(const Use& use);
    void send(const Use& use, Key::Kind kind, char letter = 0) const;
    void forget() noexcept;

    std::array<char, 32> partial_{};
    std::size_t size_ = 0;
    bool pasting_ = false;
};

}  // namespace munim::terminal

#endif  // MUNIM_TERMINAL_KEYS_HPP
