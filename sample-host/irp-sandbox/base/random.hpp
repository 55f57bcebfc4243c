// random.hpp - secrets from OpenSSL's CSPRNG.
#ifndef IRP_SANDBOX_BASE_RANDOM_HPP
#define IRP_SANDBOX_BASE_RANDOM_HPP

#include <cstddef>
#include <string>

#include "base/bytes.hpp"

namespace irp_sandbox {

Bytes random_bytes(std::size_t count);

// Unbiased characters of [A-Za-z0-9].
std::string random_alphanumerics(std::size_t count);

// Unbiased decimal digits.
std::string random_digits(std::size_t count);

}  // namespace irp_sandbox

#endif
