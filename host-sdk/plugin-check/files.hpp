// files.hpp - a whole file as bytes.
#ifndef ACCT_PLUGIN_CHECK_FILES_HPP
#define ACCT_PLUGIN_CHECK_FILES_HPP

#include <filesystem>
#include <fstream>
#include <string>

namespace accounting::check {

// What can be read of it; empty if nothing can.
inline std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string bytes;
    std::error_code unreadable;
    const auto size = std::filesystem::file_size(file, unreadable);
    if (in && !unreadable) {
        bytes.resize(size);
        in.read(bytes.data(), static_cast<std::streamsize>(size));
        bytes.resize(static_cast<std::size_t>(in.gcount()));
    }
    return bytes;
}

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_FILES_HPP
