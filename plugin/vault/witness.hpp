// witness.hpp - what this computer last saw of a vault, kept apart from the vault's folder. When an old copy
// of the vault is put back, every seal in it is right; only somebody who remembers can tell. The witness is
// authenticated with a key from the vault, so it cannot be made up, and it reveals nothing but that there is
// a vault.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/secret.hpp"
#include "vault/encoding.hpp"

namespace tijori::vault {

struct Seen {
    std::int64_t generation = 0;
    std::int64_t time = 0;                     // when that generation was written, seconds since 1970
    std::array<unsigned char, 16> head_tag{};  // tells two vaults of the same generation apart
};

// $XDG_STATE_HOME/in.tijori.credentials, or ~/.local/state/in.tijori.credentials; empty if neither can be
// told.
std::filesystem::path default_witness_folder();

// Nothing if there is none, or it was not written with this key.
std::optional<Seen> read_witness(const std::filesystem::path& folder, Bytes vault_id, Bytes name_key);
// Best effort: a witness that cannot be written warns of less, and harms nothing.
void write_witness(const std::filesystem::path& folder, Bytes vault_id, Bytes name_key, const Seen& seen);

}  // namespace tijori::vault
