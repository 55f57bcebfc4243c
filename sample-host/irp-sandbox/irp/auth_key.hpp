// auth_key.hpp - the RSA pair to whose public half clients encrypt their authentication payload. Kept in the
// data directory; can be replaced while the server runs, as a real IRP does now and then.
#ifndef IRP_SANDBOX_IRP_AUTH_KEY_HPP
#define IRP_SANDBOX_IRP_AUTH_KEY_HPP

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "base/bytes.hpp"
#include "base/openssl_handles.hpp"

namespace irp_sandbox {

class AuthKey {
public:
    // Loads the pair from the directory, or makes one there.
    explicit AuthKey(const std::filesystem::path& directory);

    std::filesystem::path public_key_file() const { return public_file_; }
    std::optional<Bytes> decrypt(ByteView cipher) const;
    // From here on only the new pair counts; both files are rewritten first.
    void rotate();

private:
    void create();

    std::filesystem::path private_file_;
    std::filesystem::path public_file_;
    mutable std::mutex mutex_;
    std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace irp_sandbox

#endif
