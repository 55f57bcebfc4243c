// files.hpp - the data directory's files: private, and replaced whole or not at all.
#ifndef IRP_SANDBOX_BASE_FILES_HPP
#define IRP_SANDBOX_BASE_FILES_HPP

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace irp_sandbox {

enum class FileAccess { owner_only, everyone_reads };

// Creates the directory (and its parents) and makes it private to its owner.
void make_private_directory(const std::filesystem::path& directory);

// Nothing if there is no such file; throws if there is one that cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& file);

// A reader sees the old content or the new one, never a part: written next to it, synced, then renamed.
void write_file(const std::filesystem::path& file, std::string_view content, FileAccess access);

// Held while a sandbox uses a data directory, so that a second one does not replace its keys.
class DirectoryLock {
public:
    explicit DirectoryLock(const std::filesystem::path& directory);
    ~DirectoryLock();
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

private:
    int descriptor_;
};

}  // namespace irp_sandbox

#endif
