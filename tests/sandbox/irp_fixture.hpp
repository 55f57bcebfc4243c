// irp_fixture.hpp - the sandbox's insides put together without a socket, on the shipped sample accounts, and
// the client side of the authentication payload.
#ifndef TESTS_SANDBOX_IRP_FIXTURE_HPP
#define TESTS_SANDBOX_IRP_FIXTURE_HPP

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "accounts/accounts_file.hpp"
#include "base/base64.hpp"
#include "base/files.hpp"
#include "irp/auth_service.hpp"
#include "irp/call_gate.hpp"
#include "irp/call_service.hpp"
#include "manual_clock.hpp"

namespace irp_sandbox {

inline constexpr const char* sample_client = "AACCT29GSPSAMPLE0001";
inline constexpr const char* sample_secret = "SAMPLE-ONLY-client-secret-0001";
inline constexpr const char* sample_gstin = "29AAACP0029A1Z2";
inline constexpr const char* sample_user = "API_pushpak_blr";
inline constexpr const char* sample_password = "Sample@29blr";

// A directory that goes away with the test.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

class IrpFixture : public testing::Test {
protected:
    // The body of an authentication request, encrypted for `key`.
    std::string sealed(const std::string& json) const;
    static std::string payload(const std::string& user, const std::string& password,
                               const std::string& app_key = base64_encode(Bytes(32, 7)),
                               const std::string& force = "false");
    static HeaderList client_headers();
    Request auth_request(const std::string& json, HeaderList headers = client_headers()) const;
    static std::string code_of(const Envelope& envelope);

    TemporaryDirectory directory;
    ManualClock clock;
    AccountBook accounts{parse_accounts(std::string{sample_accounts()}, "sample")};
    AuthKey key{directory.path()};
    TokenDesk tokens{clock, std::chrono::minutes{60}};
    AuthBudget budget{clock, 0};
    Counters counters;
    UserGuard guard{clock, {}};
    Admission admission{"nic-1.04", accounts, tokens, budget, guard, counters};
    AuthService auth{key, accounts, admission, counters};
    CallGate gate{accounts, tokens};
    CallService calls{accounts, gate};
};

}  // namespace irp_sandbox

#endif
