// login_book.cpp - see login_book.hpp. A turn is a lock of one byte of the file "logins.lock" (open file
// description locks, fcntl(2)): which byte, the blinded name says, so the file tells nothing. The kernel
// gives it back when a program dies. That two names fall on one byte would only make one wait for the other.
#include "login_book.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace tijori {
namespace {

std::string name_of(const std::string& key) {
    return "session/" + key;
}

bool lock_byte(int file, off_t byte, short kind) noexcept {
    struct flock lock {};
    lock.l_type = kind;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    int done = 0;
    do {
        done = ::fcntl(file, F_OFD_SETLK, &lock);
    } while (done != 0 && errno == EINTR);
    return done == 0;
}

}  // namespace

class LoginBook::FileTurn final : public Turn {
public:
    FileTurn(int file, off_t byte) : file_(file), byte_(byte) {}
    FileTurn(const FileTurn&) = delete;
    FileTurn& operator=(const FileTurn&) = delete;
    ~FileTurn() override {
        if (file_ >= 0) {
            (void)lock_byte(file_, byte_, F_UNLCK);
        }
    }

private:
    int file_;
    off_t byte_;
};

LoginBook::~LoginBook() {
    if (file_ >= 0) {
        ::close(file_);
    }
}

int LoginBook::lock_file() {
    const std::lock_guard lock(mutex_);
    if (file_ < 0) {
        const std::filesystem::path path = vault_.file().parent_path() / "logins.lock";
        file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    }
    return file_;
}

std::optional<SecretBytes> LoginBook::read(const std::string& key) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    return open ? (*open)->vault->session(name_of(key)) : std::nullopt;
}

void LoginBook::write(const std::string& key, Bytes record) {
    if (Result<std::shared_ptr<OpenVault>> open = vault_.open()) {
        (void)(*open)->vault->put_session(name_of(key), record);
    }
}

std::unique_ptr<irp::LoginStore::Turn> LoginBook::try_turn(const std::string& key) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    const std::optional<vault::Buffer> id = open ? (*open)->vault->blinded(name_of(key)) : std::nullopt;
    const int file = id ? lock_file() : -1;
    if (file < 0) {
        return std::make_unique<FileTurn>(-1, 0);  // nobody to share with
    }
    off_t byte = 0;
    for (std::size_t i = 0; i < 7; ++i) {  // 56 bits: an off_t has 63
        byte = (byte << 8) | (*id)[i];
    }
    if (!lock_byte(file, byte, F_WRLCK)) {
        return errno == EAGAIN || errno == EACCES ? nullptr : std::make_unique<FileTurn>(-1, 0);
    }
    return std::make_unique<FileTurn>(file, byte);
}

}  // namespace tijori
