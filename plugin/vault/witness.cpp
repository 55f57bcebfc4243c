// witness.cpp - see witness.hpp. The file: "TIJORI-SEEN-2\n" | generation | time | head tag (16) |
// HMAC-SHA-256 (32).
#include "witness.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

#include "crypto/primitives.hpp"

namespace tijori::vault {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "TIJORI-SEEN-2\n";
constexpr std::size_t mac_size = 32;
constexpr std::size_t file_size = magic.size() + 8 + 8 + 16 + mac_size;

fs::path file_for(const fs::path& folder, Bytes vault_id) {
    return folder / (crypto::hex(vault_id) + ".seen");
}

Buffer mac_of(Bytes vault_id, Bytes name_key, Bytes content) {
    return crypto::hmac_sha256(crypto::hkdf_sha256(name_key, vault_id, "tijori/2/witness").bytes(), content);
}

}  // namespace

fs::path default_witness_folder() {
    const auto environment = [](const char* name) {
        const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read once, in init
        return std::string(value != nullptr ? value : "");
    };
    if (const std::string state = environment("XDG_STATE_HOME"); !state.empty()) {
        return fs::path(state) / "in.tijori.credentials";
    }
    if (const std::string home = environment("HOME"); !home.empty()) {
        return fs::path(home) / ".local/state/in.tijori.credentials";
    }
    return {};
}

std::optional<Seen> read_witness(const fs::path& folder, Bytes vault_id, Bytes name_key) {
    if (folder.empty()) {
        return std::nullopt;
    }
    const int descriptor = ::open(file_for(folder, vault_id).c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return std::nullopt;
    }
    Buffer bytes(file_size + 1);
    const auto size = ::read(descriptor, bytes.data(), bytes.size());
    ::close(descriptor);
    if (size != static_cast<ssize_t>(file_size)) {
        return std::nullopt;
    }
    bytes.resize(file_size);
    const Bytes content = Bytes{bytes}.first(file_size - mac_size);
    if (text_of(content.first(magic.size())) != magic ||
        !equal_secrets(mac_of(vault_id, name_key, content), Bytes{bytes}.last(mac_size))) {
        return std::nullopt;
    }
    Parser parser(content.subspan(magic.size()));
    Seen seen;
    seen.generation = *parser.i64();
    seen.time = *parser.i64();
    std::ranges::copy(*parser.bytes(16), seen.head_tag.begin());
    return seen;
}

void write_witness(const fs::path& folder, Bytes vault_id, Bytes name_key, const Seen& seen) {
    if (folder.empty()) {
        return;
    }
    std::error_code failure;
    const fs::path file = file_for(folder, vault_id);
    int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        fs::create_directories(folder, failure);
        descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    }
    if (descriptor < 0) {
        return;
    }
    Buffer bytes;
    append(bytes, bytes_of(magic));
    append_i64(bytes, seen.generation);
    append_i64(bytes, seen.time);
    append(bytes, seen.head_tag);
    append(bytes, mac_of(vault_id, name_key, bytes));
    // In place and not synced: a torn one does not authenticate and is taken for none.
    (void)!::pwrite(descriptor, bytes.data(), bytes.size(), 0);
    ::close(descriptor);
}

}  // namespace tijori::vault
