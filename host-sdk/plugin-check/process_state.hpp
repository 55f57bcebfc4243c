// process_state.hpp - what a process holds: threads, descriptors, mappings, memory. To be compared before and
// after.
#ifndef ACCT_PLUGIN_CHECK_PROCESS_STATE_HPP
#define ACCT_PLUGIN_CHECK_PROCESS_STATE_HPP

#include <cstddef>
#include <filesystem>

namespace accounting::check {

struct ProcessState {
    std::size_t threads = 0;
    std::size_t descriptors = 0;
    std::size_t mappings = 0;
    std::size_t heap = 0;         // bytes that are allocated and not freed
    std::size_t thread_keys = 0;  // pthread_key_create that were not deleted
};

ProcessState process_state();

// Whether a file is mapped into this process.
bool is_mapped(const std::filesystem::path& file);

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_PROCESS_STATE_HPP
