// options.cpp - see options.hpp.
#include "server/options.hpp"

#include <charconv>
#include <functional>
#include <map>
#include <set>

namespace irp_sandbox {
namespace {

int whole_number(const std::string& option, const std::string& value, int least, int most) {
    int number = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (problem != std::errc{} || end != value.data() + value.size() || number < least || number > most) {
        throw UsageError(option + ": \"" + value + "\" is not a whole number from " + std::to_string(least) +
                         " to " + std::to_string(most) + "; give one, as in " + option + "=" +
                         std::to_string(least));
    }
    return number;
}

TlsFault tls_fault(const std::string& option, const std::string& value) {
    const auto fault = tls_fault_from(value);
    if (!fault) {
        throw UsageError(option + ": \"" + value +
                         "\" is not known; use one of expired, wrong-host, self-signed, untrusted-ca");
    }
    return *fault;
}

std::uint16_t port(const std::string& option, const std::string& value) {
    return static_cast<std::uint16_t>(whole_number(option, value, 0, 65535));
}

using Setter = std::function<void(const std::string& option, const std::string& value)>;

std::map<std::string, Setter> setters_for(Options& options) {
    return {
        {"--data", [&](const auto&, const auto& value) { options.data = std::filesystem::absolute(value); }},
        {"--host", [&](const auto&, const auto& value) { options.host = value; }},
        {"--port", [&](const auto& option, const auto& value) { options.port = port(option, value); }},
        {"--admin-port",
         [&](const auto& option, const auto& value) { options.admin_port = port(option, value); }},
        {"--accounts", [&](const auto&, const auto& value) { options.accounts = value; }},
        {"--token-minutes",
         [&](const auto& option, const auto& value) {
             options.token_minutes = whole_number(option, value, 1, 100'000);
         }},
        {"--budget", [&](const auto& option,
                         const auto& value) { options.budget = whole_number(option, value, 0, 1'000'000); }},
        {"--lockout",
         [&](const auto& option, const auto& value) {
             options.lockout = whole_number(option, value, 0, 1'000'000);
         }},
        {"--block-after",
         [&](const auto& option, const auto& value) {
             options.block_after = whole_number(option, value, 0, 1'000'000);
         }},
        {"--expired-port",
         [&](const auto& option, const auto& value) { options.expired_port = port(option, value); }},
        {"--log", [&](const auto&, const auto& value) { options.log = value; }},
        {"--tls-fault",
         [&](const auto& option, const auto& value) { options.tls_fault = tls_fault(option, value); }},
    };
}

}  // namespace

Options parse_options(std::span<const char* const> arguments) {
    Options options;
    const auto setters = setters_for(options);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string argument = arguments[i];
        if (argument == "--help" || argument == "-h") {
            options.help = true;
            return options;
        }
        const std::size_t equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        const auto setter = setters.find(name);
        if (setter == setters.end()) {
            throw UsageError(name + ": there is no such option; see irp-sandbox --help");
        }
        if (!seen.insert(name).second) {
            throw UsageError(name + ": given twice; give it once");
        }
        std::string value;
        if (equals != std::string::npos) {
            value = argument.substr(equals + 1);
        } else if (i + 1 < arguments.size()) {
            value = arguments[++i];
        }
        if (value.empty()) {
            throw UsageError(name + ": the value is missing; write " + name + " VALUE");
        }
        setter->second(name, value);
    }
    if (options.data.empty()) {
        throw UsageError(
            "--data: missing; name the directory for keys and accounts, as in --data ./sandbox-data");
    }
    return options;
}

std::string usage() {
    return R"(irp-sandbox: a local Invoice Registration Portal for tests (NIC's protocols over TLS)

  irp-sandbox --data DIR [options]

  --data DIR           keys, certificates and accounts; made at the first start, kept for the next
  --host ADDRESS       address to listen on (default 127.0.0.1)
  --port N             port to listen on (default 7443; 0: any free one)
  --admin-port N       port of the admin endpoint, always on 127.0.0.1 (default 0: any free one)
  --accounts FILE      accounts to serve (default DIR/accounts.json; made from the shipped sample)
  --token-minutes N    life of a session token (default 60; production IRPs: 360)
  --budget N           authentication requests per user in 15 minutes (default 0: unlimited; non-standard)
  --lockout N          wrong passwords in a row that lock a user out (default 0: any number; non-standard)
  --block-after N      authentications in 15 minutes after which a user is blocked (default 0: never; non-standard)
  --expired-port N     serve on a second port too, with an expired certificate (0: any free one)
  --tls-fault KIND     present a bad certificate: expired, wrong-host, self-signed or untrusted-ca
  --log FILE           append the request log to FILE (default: standard error)
  --help               this text

When it serves, it prints "irp-sandbox ready URL" and has written DIR/sandbox.json (addresses, admin token),
DIR/provider-profile.json and more profiles in DIR/provider-profiles. The account side's one-time codes are
printed as they come. Stop it with Ctrl-C or SIGTERM.
)";
}

}  // namespace irp_sandbox
