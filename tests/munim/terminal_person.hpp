// terminal_person.hpp - a test as the person in front of a terminal on which munim fills the screen: what
// stands on the screen, where the cursor is, and everything that was ever sent.
#ifndef TESTS_MUNIM_TERMINAL_PERSON_HPP
#define TESTS_MUNIM_TERMINAL_PERSON_HPP

#include <sys/types.h>
#include <termios.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// As much of a terminal as is needed to tell what a person sees. Other sequences than these are counted as
// unknown.
class ScreenModel {
public:
    ScreenModel(std::size_t columns, std::size_t rows) { resize(columns, rows); }

    void resize(std::size_t columns, std::size_t rows);
    void feed(std::string_view bytes);

    std::string row(std::size_t number) const;  // without blanks at its end
    std::string text() const;
    std::string from_cursor() const;  // the rest of its row
    std::size_t rows() const { return cells_.size(); }

    std::size_t cursor_row = 0;
    std::size_t cursor_column = 0;
    bool cursor_is_shown = true;
    bool is_alternate = false;
    bool marks_pastes = false;
    int unknown = 0;    // sequences and control characters
    int overflows = 0;  // characters that were written beyond the last column

private:
    void sequence(std::string_view parameters, char last);
    void put(std::string_view character, char32_t value);

    std::size_t columns_ = 0;
    std::vector<std::vector<std::string>> cells_;
    std::string partial_;
};

class TerminalPerson {
public:
    using Size = std::pair<std::size_t, std::size_t>;
    // Columns and rows; variables "NAME=value" on top of the environment.
    explicit TerminalPerson(std::vector<std::string> words, Size size = {80, 40},
                            const std::vector<std::string>& variables = {});
    TerminalPerson(const TerminalPerson&) = delete;
    TerminalPerson& operator=(const TerminalPerson&) = delete;
    ~TerminalPerson();

    // Reads until it is so; false after ten seconds.
    bool waits(const std::function<bool()>& wanted);
    bool sees(const std::string& text);
    bool sees_no(const std::string& text);
    // Reads what comes within this time.
    void idles(int milliseconds);
    bool has(const std::string& text) const { return screen.text().find(text) != std::string::npos; }
    // The cursor is in the control whose label this is: the mark stands in front of it.
    bool stands_at(const std::string& label);
    bool stands_at_button(const std::string& label);

    void types(const std::string& keys);
    void pastes(const std::string& text) { types("\x1B[200~" + text + "\x1B[201~"); }
    // Moves with Tab until the mark is at this label, or the cursor at this button.
    bool goes_to(const std::string& label);
    void resizes(std::size_t columns, std::size_t rows);
    void signals(int number) const;
    int finds_in_memory(const std::string& bytes) const;

    // The exit status; 1000 and the signal that ended it; -1 if it does not end.
    int ends();
    // As it was before munim began.
    bool terminal_is_restored() const;

    ScreenModel screen;
    std::string sent;  // everything

private:
    bool read_some(int patience);

    pid_t child_ = -1;
    int person_ = -1;
    int terminal_ = -1;
    termios before_{};
};

#endif  // TESTS_MUNIM_TERMINAL_PERSON_HPP
