// log.hpp - Munim's log file, and standard error too when the user asked for it. Nothing that comes from
// outside can forge a line or steer a terminal: text is made printable first.
#ifndef MUNIM_BASE_LOG_HPP
#define MUNIM_BASE_LOG_HPP

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string_view>

#include "acct/host_services.h"
#include "base/error.hpp"
#include "base/file_descriptor.hpp"

namespace munim {

class Log {
public:
    // A log that only goes to standard error, if `verbose`.
    explicit Log(bool verbose) noexcept : verbose_(verbose) {}

    // Continues (or makes) the file, with mode 0600. A file above a megabyte is set aside as "….1" first.
    Status open(const std::filesystem::path& file);

    // `source` is who speaks: "munim" or a plugin's id. Any thread.
    void write(uint32_t severity, std::string_view source, std::string_view line) noexcept;

private:
    std::mutex mutex_;
    FileDescriptor file_;
    bool verbose_;
};

}  // namespace munim

#endif  // MUNIM_BASE_LOG_HPP
