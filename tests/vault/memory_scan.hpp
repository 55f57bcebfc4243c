// memory_scan.hpp - looks into the memory of a child from outside, so that the looking leaves nothing in it.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace tijori::vault {

struct Mapping {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::string access;
    std::string name;
    std::string flags;  // as smaps tells them; empty where the kernel does not
};

inline std::vector<Mapping> mappings_of(pid_t process) {
    std::vector<Mapping> found;
    std::ifstream in("/proc/" + std::to_string(process) + "/smaps");
    for (std::string line; std::getline(in, line);) {
        Mapping one;
        unsigned long long begin = 0;
        unsigned long long end = 0;
        char access[8] = {};
        int name_at = 0;
        if (std::sscanf(line.c_str(), "%llx-%llx %4s %*s %*s %*s %n", &begin, &end, access, &name_at) == 3) {
            found.push_back({begin,
                             end,
                             access,
                             line.substr(std::min(line.size(), static_cast<std::size_t>(name_at))),
                             {}});
        } else if (line.starts_with("VmFlags:") && !found.empty()) {
            found.back().flags = line.substr(8) + " ";
        }
    }
    return found;
}

struct Sighting {
    std::string where;
    Mapping mapping;
};

// Where a secret lies; `looked_at` grows by the bytes that were looked at.
inline std::vector<Sighting> sightings(pid_t process, const std::string& secret,
                                       std::uint64_t* looked_at = nullptr) {
    std::vector<Sighting> found;
    const int memory = ::open(("/proc/" + std::to_string(process) + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    constexpr std::size_t piece = std::size_t{1} << 20U;
    for (const Mapping& one : mappings_of(process)) {
        if (one.access[0] != 'r' || one.name == "[vvar]" || one.name == "[vsyscall]") {
            continue;
        }
        std::string bytes;
        for (std::uint64_t at = one.begin; at < one.end; at += piece) {
            std::string more(std::min<std::uint64_t>(piece, one.end - at), '\0');
            const ssize_t size = ::pread(memory, more.data(), more.size(), static_cast<off_t>(at));
            bytes.append(more, 0, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        }
        if (looked_at != nullptr) {
            *looked_at += bytes.size();
        }
        for (auto at = bytes.find(secret); at != std::string::npos; at = bytes.find(secret, at + 1)) {
            std::ostringstream where;
            where << one.name << (one.name.empty() ? "anonymous" : "") << " " << one.access << " at "
                  << std::hex << one.begin + at;
            found.push_back({where.str(), one});
        }
    }
    if (memory >= 0) {
        ::close(memory);
    }
    return found;
}

}  // namespace tijori::vault
