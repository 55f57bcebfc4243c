// private_file.hpp - files for one test, readable by their owner only, as profiles with a secret must be.
#pragma once

#include <filesystem>
#include <string>

#include "scratch_folder.hpp"

namespace tijori::tests {

inline std::filesystem::path private_file(const ScratchFolder& folder, const std::string& name,
                                          const std::string& content) {
    std::filesystem::path file = folder.path() / name;
    write_to(file, content);
    std::filesystem::permissions(file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return file;
}

}  // namespace tijori::tests
