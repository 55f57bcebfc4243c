// files.cpp - see files.hpp.
#include "base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "base/file_descriptor.hpp"

namespace munim {
namespace {

namespace fs = std::filesystem;

Error storage_error(const fs::path& what, int error_number) {
    return make_error(
        ACCT_ERROR_STORAGE, "MUNIM-STORAGE",
        "Munim could not write " + what.string() + ": " + system_reason(error_number) + ".",
        "Check that the folder belongs to you and that the disk has room, or choose another folder "
        "with --data.");
}

}  // namespace

std::string system_reason(int error_number) {
    return std::generic_category().message(error_number);
}

Status make_private_folder(const fs::path& folder) {
    std::vector<fs::path> missing;
    std::error_code unreadable;
    fs::path at = fs::absolute(folder, unreadable).lexically_normal();
    if (!at.has_filename()) {
        at = at.parent_path();  // "dir/" names the same folder as "dir"
    }
    for (; !at.empty() && !fs::exists(at, unreadable); at = at.parent_path()) {
        missing.push_back(at);
        if (at == at.parent_path()) {
            break;
        }
    }
    for (auto next = missing.rbegin(); next != missing.rend(); ++next) {
        if (::mkdir(next->c_str(), S_IRWXU) != 0 && errno != EEXIST) {
            return storage_error(*next, errno);
        }
    }
    if (!fs::is_directory(folder, unreadable)) {
        return storage_error(folder, unreadable ? unreadable.value() : ENOTDIR);
    }
    return Nothing{};
}

Status sync_folder(const fs::path& folder) {
    const FileDescriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    // EINVAL: a file system that cannot sync folders; then there is nothing better to do.
    if (!opened || (::fsync(opened.get()) != 0 && errno != EINVAL)) {
        return storage_error(folder, errno);
    }
    return Nothing{};
}

Status write_private_file(const fs::path& file, std::string_view content) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path{"."};
    // mkstemp makes the file with 0600 under a name that nobody can guess or pre-empt.
    std::string temporary = (folder / ("." + file.filename().string() + ".XXXXXX")).string();
    FileDescriptor opened{::mkostemp(temporary.data(), O_CLOEXEC)};
    if (!opened) {
        return storage_error(file, errno);
    }
    bool done = opened.write_all(content) && ::fsync(opened.get()) == 0;
    int reason = errno;
    opened.reset();
    if (done && ::rename(temporary.c_str(), file.c_str()) != 0) {
        reason = errno;
        done = false;
    }
    if (!done) {
        ::unlink(temporary.c_str());
        return storage_error(file, reason);
    }
    return sync_folder(folder);
}

}  // namespace munim
