// bytes.hpp - the byte string that crypto code passes around, wiped when it goes away.
#ifndef IRP_SANDBOX_BASE_BYTES_HPP
#define IRP_SANDBOX_BASE_BYTES_HPP

#include <openssl/crypto.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace irp_sandbox {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView view_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string text_of(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Takes as long wherever they differ.
inline bool same_secret(std::string_view left, std::string_view right) {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

// Wipes a decrypted password or payload when the scope ends, however it ends.
template <typename Container>
class WipeAtExit {
public:
    explicit WipeAtExit(Container& container) : container_(container) {}
    ~WipeAtExit() { OPENSSL_cleanse(container_.data(), container_.size()); }
    WipeAtExit(const WipeAtExit&) = delete;
    WipeAtExit& operator=(const WipeAtExit&) = delete;

private:
    Container& container_;
};

}  // namespace irp_sandbox

#endif
