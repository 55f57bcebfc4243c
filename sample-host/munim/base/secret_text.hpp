// secret_text.hpp - a password on its way: guarded, locked memory that is wiped at the end. It never moves,
// so no copy stays behind when it grows: its capacity is fixed when it is made.
#ifndef MUNIM_BASE_SECRET_TEXT_HPP
#define MUNIM_BASE_SECRET_TEXT_HPP

#include <cstddef>
#include <string_view>
#include <utility>

#include "acct/abi.h"

namespace munim {

class SecretText {
public:
    // Passwords and passphrases; longer input is refused.
    static constexpr std::size_t usual_capacity = 4096;

    explicit SecretText(std::size_t capacity = usual_capacity);
    SecretText(SecretText&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)),
          size_(std::exchange(other.size_, 0)),
          capacity_(std::exchange(other.capacity_, 0)) {}
    SecretText& operator=(SecretText&& other) noexcept;
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;
    ~SecretText();

    // False, and nothing is added, if it does not fit.
    bool append(std::string_view bytes) noexcept;
    // The free room behind the text, to read into; then grow() by what was read.
    char* room() noexcept { return data_ + size_; }
    std::size_t room_size() const noexcept { return capacity_ - size_; }
    void grow(std::size_t bytes) noexcept { size_ += bytes; }
    // Takes the last character off: what the erase key does at a prompt.
    void remove_last_character() noexcept;
    void wipe() noexcept;

    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }
    std::string_view view() const noexcept { return {data_, size_}; }
    acct_text loan() const noexcept { return {data_, size_}; }
    bool equals(const SecretText& other) const noexcept;

private:
    char* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

// Clears what copying a secret leaves behind: vector registers still hold its last bytes, and the dynamic
// linker saves them on the stack whenever it looks a function up for the first time. Called after the secret
// was wiped.
void forget_copies() noexcept;

}  // namespace munim

#endif  // MUNIM_BASE_SECRET_TEXT_HPP
