// files.cpp - see files.hpp.
#include "base/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace irp_sandbox {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const fs::path& file) {
    throw std::system_error(errno, std::generic_category(), "cannot " + what + " " + file.string());
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

void write_all(int descriptor, std::string_view content, const fs::path& file) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            fail("write", file);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

void make_private_directory(const fs::path& directory) {
    fs::create_directories(directory);
    fs::permissions(directory, fs::perms::owner_all);
}

std::optional<std::string> read_file(const fs::path& file) {
    if (!fs::exists(file)) {
        return std::nullopt;
    }
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream content;
    if (!(content << stream.rdbuf()) && stream.peek() != std::ifstream::traits_type::eof()) {
        throw std::runtime_error("cannot read " + file.string());
    }
    if (!stream.is_open()) {
        throw std::runtime_error("cannot open " + file.string());
    }
    return content.str();
}

void write_file(const fs::path& file, std::string_view content, FileAccess access) {
    fs::path draft = file;
    draft += ".new";
    const mode_t mode = access == FileAccess::owner_only ? 0600 : 0644;
    // A draft left by a crash may have another mode; begin afresh so that a secret never lands in a readable
    // file.
    ::unlink(draft.c_str());
    {
        const Descriptor descriptor{::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
        if (descriptor.number() < 0) {
            fail("create", draft);
        }
        write_all(descriptor.number(), content, draft);
        if (::fsync(descriptor.number()) != 0) {
            fail("sync", draft);
        }
    }
    if (::rename(draft.c_str(), file.c_str()) != 0) {
        fail("replace", file);
    }
}

DirectoryLock::DirectoryLock(const fs::path& directory)
    : descriptor_(::open((directory / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) {
        fail("open the lock in", directory);
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor_);
        throw std::runtime_error("another irp-sandbox is using " + directory.string() +
                                 "; stop it or give this one its own --data directory");
    }
}

DirectoryLock::~DirectoryLock() {
    ::close(descriptor_);
}

}  // namespace irp_sandbox
