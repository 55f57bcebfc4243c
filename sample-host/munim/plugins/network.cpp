// network.cpp - see network.hpp.
#include "plugins/network.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace munim {
namespace {

constexpr off_t largest_file = 64 << 10;

Error network_error(std::string message, std::string next_step) {
    return make_error(ACCT_ERROR_INVALID_VALUE, "NETWORK-SETTINGS", std::move(message), std::move(next_step));
}

// The address itself may hold a password and is never repeated.
Result<std::string> checked_proxy(std::string_view value) {
    constexpr std::string_view scheme = "http://";
    if (value == "direct") {
        return std::string{};
    }
    if (!value.starts_with(scheme) || value.size() == scheme.size() ||
        value.find_first_of(" \t\r\n") != value.npos) {
        return network_error(
            "The proxy's address cannot be used.",
            "Write it as http://host:port, or \"direct\" for no proxy. What goes through it is encrypted "
            "all the same.");
    }
    return std::string{value};
}

Result<std::string> text_in(const Poco::JSON::Object& object, const std::string& name) {
    const Poco::Dynamic::Var value = object.get(name);
    if (value.isEmpty()) {
        return std::string{};
    }
    if (!value.isString()) {
        return network_error("\"" + name + "\" must be a text.", "Write it in quotes.");
    }
    return value.extract<std::string>();
}

Result<NetworkSettings> parsed(const std::string& json) {
    Poco::JSON::Object::Ptr object;
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(4);
        const auto root = parser.parse(json);
        if (root.type() == typeid(Poco::JSON::Object::Ptr)) {
            object = root.extract<Poco::JSON::Object::Ptr>();
        }
    } catch (const Poco::Exception&) {
        // The parser's words would repeat a part of the file, in which a password may stand.
    }
    if (!object || !is_utf8(json)) {
        return network_error("It is not a JSON object.",
                             R"(Write {"proxy": "http://host:port", "ca_file": "/path/of.pem"}.)");
    }
    NetworkSettings settings;
    const auto proxy = text_in(*object, "proxy");
    const auto ca_file = text_in(*object, "ca_file");
    if (!proxy || !ca_file) {
        return !proxy ? proxy.error() : ca_file.error();
    }
    if (!proxy->empty()) {
        const auto good = checked_proxy(*proxy);
        if (!good) {
            return good.error();
        }
        settings.proxy = *good;
    }
    if (!ca_file->empty()) {
        const auto good = ca_file_option(*ca_file);
        if (!good) {
            return good.error();
        }
        settings.ca_file = *good;
    }
    return settings;
}

}  // namespace

NetworkSettings NetworkSettings::over(const NetworkSettings& other) const {
    return {proxy ? proxy : other.proxy, ca_file.empty() ? other.ca_file : ca_file};
}

Result<std::string> proxy_option(std::string_view value) {
    if (value.find('@') != value.npos) {
        return network_error(
            "A password on the command line can be read by everybody on this computer.",
            "Write the proxy's address into network.json in the data folder, readable for you alone.");
    }
    return checked_proxy(value);
}

Result<std::string> ca_file_option(const std::string& value) {
    std::error_code failed;
    const std::string file = std::filesystem::absolute(value, failed).lexically_normal().string();
    if (value.empty() || failed || !std::filesystem::is_regular_file(file, failed) ||
        ::access(file.c_str(), R_OK) != 0) {
        return network_error("The file with certificate authorities cannot be read: " + printable(value, 300),
                             "Give a PEM file that is there and that you may read.");
    }
    return file;
}

Result<NetworkSettings> read_network_settings(const std::filesystem::path& file) {
    const auto fail = [&](Error error) {
        error.message = "The network settings in " + file.string() + " cannot be used. " + error.message;
        return error;
    };
    const FileDescriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (!opened && errno == ENOENT) {
        return NetworkSettings{};
    }
    struct stat about {};
    if (!opened || ::fstat(opened.get(), &about) != 0) {
        return fail(network_error(system_reason(errno) + ".", "Check that the file belongs to you."));
    }
    if (!S_ISREG(about.st_mode) || about.st_size > largest_file) {
        return fail(network_error("It is not a file of at most 64 KiB.", "Write a shorter one."));
    }
    std::string json(static_cast<std::size_t>(about.st_size), '\0');
    if (opened.read_all(json.data(), json.size()) != static_cast<std::ptrdiff_t>(json.size())) {
        return fail(network_error("It cannot be read.", "Check the disk."));
    }
    auto settings = parsed(json);
    if (!settings) {
        return fail(settings.error());
    }
    const bool has_password = settings->proxy && settings->proxy->find('@') != std::string::npos;
    if (has_password && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return fail(
            network_error("It holds a password and others may read it.", "Run: chmod 600 " + file.string()));
    }
    return settings;
}

bool is_loopback(std::string_view url) noexcept {
    const std::size_t begin = url.find("://");
    const std::string_view rest = begin == url.npos ? url : url.substr(begin + 3);
    const std::string_view host =
        rest.starts_with('[') ? rest.substr(0, rest.find(']') + 1) : rest.substr(0, rest.find_first_of(":/"));
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

}  // namespace munim
