// process_state.cpp - see process_state.hpp.
#include "process_state.hpp"

#include <limits.h>
#include <malloc.h>
#include <pthread.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

namespace accounting::check {
namespace {

namespace fs = std::filesystem;

std::size_t entries_of(const char* folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// The system gives the lowest key that is free.
std::size_t lowest_free_key() {
    pthread_key_t key = 0;
    if (::pthread_key_create(&key, nullptr) != 0) {
        return PTHREAD_KEYS_MAX;
    }
    (void)::pthread_key_delete(key);
    return key;
}

}  // namespace

ProcessState process_state() {
    ProcessState state;
    state.threads = entries_of("/proc/self/task");
    state.descriptors = entries_of("/proc/self/fd");
    std::ifstream maps("/proc/self/maps");
    state.mappings = static_cast<std::size_t>(
        std::count(std::istreambuf_iterator<char>(maps), std::istreambuf_iterator<char>(), '\n'));
    const struct mallinfo2 memory = ::mallinfo2();
    state.heap = memory.uordblks + memory.hblkhd;
    state.thread_keys = lowest_free_key();
    return state;
}

bool is_mapped(const fs::path& file) {
    std::ifstream maps("/proc/self/maps");
    const std::string name = fs::canonical(file).string();
    for (std::string line; std::getline(maps, line);) {
        if (line.size() > name.size() && line.compare(line.size() - name.size(), name.size(), name) == 0) {
            return true;
        }
    }
    return false;
}

}  // namespace accounting::check
