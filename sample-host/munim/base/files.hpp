// files.hpp - folders and files that only their user can read, written so that a crash leaves the old or the
// new content, never a torn one.
#ifndef MUNIM_BASE_FILES_HPP
#define MUNIM_BASE_FILES_HPP

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace munim {

// Makes the folder (0700) and those above it that are missing. One that exists stays as it is.
Status make_private_folder(const std::filesystem::path& folder);

// Replaces the file (0600) in one step; returns when it is on the disk.
Status write_private_file(const std::filesystem::path& file, std::string_view content);

// Forces a folder's entries to the disk.
Status sync_folder(const std::filesystem::path& folder);

// The words for an errno, in a form that is safe with threads.
std::string system_reason(int error_number);

}  // namespace munim

#endif  // MUNIM_BASE_FILES_HPP
