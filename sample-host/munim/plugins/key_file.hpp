// key_file.hpp - the unlock secret that Munim holds for each vault: 32 random bytes in a file that only its
// user can read, away from the data folder. With it a vault opens by itself when this user runs Munim.
#ifndef MUNIM_PLUGINS_KEY_FILE_HPP
#define MUNIM_PLUGINS_KEY_FILE_HPP

#include <filesystem>
#include <functional>
#include <mutex>
#include <string_view>

#include "acct/abi.h"
#include "base/log.hpp"

namespace munim {

class KeyFile {
public:
    static constexpr std::size_t key_size = 32;

    KeyFile(std::filesystem::path folder, Log& log) : folder_(std::move(folder)), log_(log) {}

    // Lends the key of a vault to `use` and wipes it afterwards. With `create` it is made if there is none.
    // Refuses (ACCT_ERROR_INSECURE) a folder or file that others own or can get at. `error`
    // gets the words. Any thread.
    acct_status get(std::string_view vault_id, bool create, const std::function<void(acct_text)>& use,
                    acct_error* error = nullptr);

private:
    std::filesystem::path folder_;
    Log& log_;
    std::mutex mutex_;
};

}  // namespace munim

#endif  // MUNIM_PLUGINS_KEY_FILE_HPP
