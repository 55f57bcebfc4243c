// log.cpp - see log.hpp.
#include "base/log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <string>

#include "base/files.hpp"
#include "base/text.hpp"

namespace munim {
namespace {

constexpr off_t large = 1 << 20;

std::string now_text() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    std::array<char, 40> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S%z", &parts);
    return {text.data(), length};
}

std::string_view severity_word(uint32_t severity) noexcept {
    switch (severity) {
        case ACCT_LOG_DEBUG:
            return "debug";
        case ACCT_LOG_INFO:
            return "info";
        case ACCT_LOG_WARNING:
            return "warning";
        default:
            return "error";
    }
}

}  // namespace

Status Log::open(const std::filesystem::path& file) {
    // O_NOFOLLOW: a link laid in our place must not make us append to somebody's file.
    const auto open_it = [&] {
        return FileDescriptor{
            ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)};
    };
    FileDescriptor opened = open_it();
    struct stat about {};
    if (opened && ::fstat(opened.get(), &about) == 0 && S_ISREG(about.st_mode) && about.st_size > large) {
        if (::rename(file.c_str(), (file.string() + ".1").c_str()) == 0) {
            opened = open_it();
        }
    }
    if (!opened || ::fchmod(opened.get(), S_IRUSR | S_IWUSR) != 0) {
        return make_error(ACCT_ERROR_STORAGE, "MUNIM-LOG",
                          "Munim cannot write its log " + file.string() + ": " + system_reason(errno) + ".",
                          "Check who owns the file and its folder. Munim goes on without a log.");
    }
    const std::lock_guard lock{mutex_};
    file_ = std::move(opened);
    return Nothing{};
}

void Log::write(uint32_t severity, std::string_view source, std::string_view line) noexcept {
    try {
        std::string text = now_text();
        text.append(" ")
            .append(severity_word(severity))
            .append(" [")
            .append(printable(source, 100))
            .append("] ");
        text.append(printable(line)).append("\n");
        const std::lock_guard lock{mutex_};
        if (file_) {
            (void)file_.write_all(text);
        }
        if (verbose_) {
            const ssize_t ignored = ::write(STDERR_FILENO, text.data(), text.size());
            (void)ignored;
        }
    } catch (...) {
        // A log line is not worth a crash when memory is gone.
        return;
    }
}

}  // namespace munim
