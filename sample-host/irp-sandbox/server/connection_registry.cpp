// connection_registry.cpp - see connection_registry.hpp.
#include "server/connection_registry.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace irp_sandbox {

ConnectionRegistry::Entry::Entry(ConnectionRegistry& registry, int descriptor)
    : registry_(registry), duplicate_(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0)) {
    const std::lock_guard lock(registry_.mutex_);
    registry_.descriptors_.insert(duplicate_);
    if (registry_.ending_) {
        ::shutdown(duplicate_, SHUT_RDWR);
    }
}

ConnectionRegistry::Entry::~Entry() {
    const std::lock_guard lock(registry_.mutex_);
    registry_.descriptors_.erase(duplicate_);
    if (duplicate_ >= 0) {
        ::close(duplicate_);
    }
}

void ConnectionRegistry::end_all() {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (const int descriptor : descriptors_) {
        ::shutdown(descriptor, SHUT_RDWR);
    }
}

void reset_connection(int descriptor) {
    // On Linux, dissolving the association of a connected TCP socket sends a reset; closing it would first
    // let TLS say goodbye.
    sockaddr nobody{};
    nobody.sa_family = AF_UNSPEC;
    static_cast<void>(::connect(descriptor, &nobody, sizeof nobody));
}

}  // namespace irp_sandbox
