// file_descriptor.cpp - reading and writing that survives interruption by signals.
#include "base/file_descriptor.hpp"

#include <unistd.h>

#include <cerrno>

namespace munim {

void FileDescriptor::reset() noexcept {
    if (number_ >= 0) {
        ::close(number_);
        number_ = -1;
    }
}

bool FileDescriptor::write_all(std::string_view bytes) const noexcept {
    while (!bytes.empty()) {
        const ssize_t written = ::write(number_, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::ptrdiff_t FileDescriptor::read_all(void* to, std::size_t size) const noexcept {
    std::size_t filled = 0;
    while (filled < size) {
        const ssize_t got = ::read(number_, static_cast<char*>(to) + filled, size - filled);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return -1;
        }
        if (got == 0) {
            break;
        }
        filled += static_cast<std::size_t>(got);
    }
    return static_cast<std::ptrdiff_t>(filled);
}

}  // namespace munim
