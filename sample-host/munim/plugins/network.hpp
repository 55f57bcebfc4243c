// network.hpp - the way out of a company's network, as the user set it: a proxy, and certificate authorities
// to trust besides the system's.
#ifndef MUNIM_PLUGINS_NETWORK_HPP
#define MUNIM_PLUGINS_NETWORK_HPP

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace munim {

struct NetworkSettings {
    // "http://host:port" or "http://name:password@host:port"; empty: connect directly; nothing: not set here,
    // the environment counts.
    std::optional<std::string> proxy;
    std::string ca_file;  // PEM; empty: the system's alone

    bool is_set() const noexcept { return proxy || !ca_file.empty(); }
    // What --proxy says, and then --ca-file; each in front of what the file says.
    NetworkSettings over(const NetworkSettings& other) const;
};

// "direct" or an address without a password: what may stand on a command line.
Result<std::string> proxy_option(std::string_view value);
// An absolute path of a file that can be read.
Result<std::string> ca_file_option(const std::string& value);

// {"proxy": "…", "ca_file": "…"}, both optional; nothing is set if there is no file. One with a password in
// it has to be the user's alone (0600).
Result<NetworkSettings> read_network_settings(const std::filesystem::path& file);

// True for this computer itself, which no proxy is asked for.
bool is_loopback(std::string_view url) noexcept;

}  // namespace munim

#endif  // MUNIM_PLUGINS_NETWORK_HPP
