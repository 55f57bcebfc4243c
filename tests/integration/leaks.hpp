// leaks.hpp - looks for a secret in bytes and files, also in the disguises in which it could stand there.
#ifndef TESTS_INTEGRATION_LEAKS_HPP
#define TESTS_INTEGRATION_LEAKS_HPP

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace integration {

// The disguises in which the bytes hold the secret: "plain", "base64", "hexadecimal", "UTF-16". Empty if in
// none.
std::vector<std::string> disguises_found(std::string_view bytes, std::string_view secret);

// The files below a folder, names included, that hold the secret, each with the disguise.
std::vector<std::string> files_with(const std::filesystem::path& folder, std::string_view secret);

}  // namespace integration

#endif  // TESTS_INTEGRATION_LEAKS_HPP
