// clock.cpp - see clock.hpp.
#include "clock.hpp"

#include <ctime>
#include <fstream>

namespace tijori {

std::chrono::steady_clock::time_point SystemClock::now() const {
    // The standard library's steady clock stands still while a laptop sleeps; a token does not.
    timespec time{};
    if (::clock_gettime(CLOCK_BOOTTIME, &time) != 0) {
        return std::chrono::steady_clock::now();
    }
    return std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(
            std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec)));
}

std::string SystemClock::boot() const {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    return std::getline(file, id) ? id : std::string{};
}

}  // namespace tijori
