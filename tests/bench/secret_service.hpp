// secret_service.hpp - the peer of a look-up: the desktop's keyring through libsecret.
#pragma once

#include <optional>
#include <string>

namespace tijori::bench {

// The median time of a look-up in microseconds; nothing, and why, if there is no keyring here.
std::optional<double> secret_service_lookup(std::string& why);

}  // namespace tijori::bench
