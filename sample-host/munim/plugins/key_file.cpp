// key_file.cpp - see key_file.hpp.
#include "plugins/key_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include "acct/cpp/result.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/secret_text.hpp"

namespace munim {
namespace {

constexpr mode_t others = S_IRWXG | S_IRWXO;

// The id becomes a file name, so nothing but digits may be in it.
bool is_vault_id(std::string_view id) noexcept {
    return id.size() == 32 && std::all_of(id.begin(), id.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

// Why a file or folder is not private to this user; empty if it is.
std::string not_private(const struct stat& about) {
    if (about.st_uid != ::geteuid()) {
        return "it belongs to another user";
    }
    if ((about.st_mode & others) != 0) {
        return "other users can get at it (take their permissions away with chmod go=)";
    }
    return {};
}

// The key in the folder under a name. ACCT_ERROR_NOT_FOUND: none there.
acct_status read_key(const FileDescriptor& folder, const std::string& name, SecretText& key,
                     std::string& why) {
    const FileDescriptor file{
        ::openat(folder.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (!file) {
        why = system_reason(errno);
        return errno == ENOENT ? ACCT_ERROR_NOT_FOUND : ACCT_ERROR_STORAGE;
    }
    struct stat about {};
    if (::fstat(file.get(), &about) != 0) {
        why = system_reason(errno);
        return ACCT_ERROR_STORAGE;
    }
    why = S_ISREG(about.st_mode) ? not_private(about) : "it is not a regular file";
    if (!why.empty()) {
        return ACCT_ERROR_INSECURE;
    }
    if (about.st_size != static_cast<off_t>(KeyFile::key_size) ||
        file.read_all(key.room(), KeyFile::key_size) != static_cast<std::ptrdiff_t>(KeyFile::key_size)) {
        why = "it does not hold a key of 32 bytes";
        return ACCT_ERROR_DAMAGED;
    }
    key.grow(KeyFile::key_size);
    return ACCT_OK;
}

// Writes a new key under a temporary name and links it to its own in one step: a crash leaves no half a key,
// and of two processes that do this at once one wins and the other reads what it wrote.
bool make_key(const FileDescriptor& folder, const std::string& name, std::string& why) {
    SecretText key{KeyFile::key_size};
    randombytes_buf(key.room(), KeyFile::key_size);
    key.grow(KeyFile::key_size);
    std::array<unsigned char, 8> random{};
    std::array<char, 2 * random.size() + 1> digits{};
    randombytes_buf(random.data(), random.size());
    sodium_bin2hex(digits.data(), digits.size(), random.data(), random.size());
    const std::string temporary = "." + name + "." + digits.data();
    const FileDescriptor file{::openat(folder.get(), temporary.c_str(),
                                       O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                                       S_IRUSR | S_IWUSR)};
    if (!file) {
        why = system_reason(errno);
        return false;
    }
    bool done =
        file.write_all(key.view()) && ::fsync(file.get()) == 0 &&
        (::linkat(folder.get(), temporary.c_str(), folder.get(), name.c_str(), 0) == 0 || errno == EEXIST);
    if (!done) {
        why = system_reason(errno);
    }
    ::unlinkat(folder.get(), temporary.c_str(), 0);
    // EINVAL: a file system that cannot sync folders.
    if (done && ::fsync(folder.get()) != 0 && errno != EINVAL) {
        why = system_reason(errno);
        done = false;
    }
    return done;
}

}  // namespace

acct_status KeyFile::get(std::string_view vault_id, bool create, const std::function<void(acct_text)>& use,
                         acct_error* error) {
    if (!is_vault_id(vault_id)) {
        log_.write(ACCT_LOG_WARNING, "munim",
                   "A vault key was asked for with an id that is not 32 hexadecimal digits.");
        return accounting::report(error, ACCT_ERROR_BAD_ARGUMENT, "MUNIM-VAULT-ID",
                                  "The vault's id is not 32 hexadecimal digits.", "");
    }
    std::string name{vault_id};
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    name += ".key";
    const std::filesystem::path shown = folder_ / name;
    const auto refuse = [&](acct_status status, const std::string& what, const std::string& why) {
        const std::string message = "The vault key " + what + " is not used: " + why + ".";
        log_.write(ACCT_LOG_ERROR, "munim", message);
        return accounting::report(error, {status, "MUNIM-VAULT-KEY", "", message,
                                          "See to it that the file is whole and yours alone."});
    };
    const auto none = [&] {
        return accounting::report(error, ACCT_ERROR_NOT_FOUND, "MUNIM-NO-KEY",
                                  "Munim holds no key for this vault.", "");
    };

    const std::lock_guard lock{mutex_};
    if (create) {
        if (const Status made = make_private_folder(folder_); !made) {
            return refuse(ACCT_ERROR_STORAGE, shown.string(), made.error().message);
        }
    }
    const FileDescriptor folder{::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder) {
        return errno == ENOENT ? none() : refuse(ACCT_ERROR_STORAGE, shown.string(), system_reason(errno));
    }
    struct stat about {};
    std::string why = ::fstat(folder.get(), &about) == 0 ? not_private(about) : system_reason(errno);
    if (!why.empty()) {
        return refuse(ACCT_ERROR_INSECURE, "folder " + folder_.string(), why);
    }
    SecretText key{key_size};
    acct_status status = read_key(folder, name, key, why);
    if (status == ACCT_ERROR_NOT_FOUND && create) {
        if (!make_key(folder, name, why)) {
            return refuse(ACCT_ERROR_STORAGE, shown.string(), why);
        }
        log_.write(ACCT_LOG_INFO, "munim", "Made the vault key " + shown.string() + ".");
        status = read_key(folder, name, key, why);
    }
    if (status == ACCT_ERROR_NOT_FOUND) {
        return none();
    }
    if (status != ACCT_OK) {
        return refuse(status, shown.string(), why);
    }
    use(key.loan());
    return ACCT_OK;
}

}  // namespace munim
