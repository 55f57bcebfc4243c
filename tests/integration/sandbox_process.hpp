// sandbox_process.hpp - a running irp-sandbox, and its admin endpoint over a plain socket.
#ifndef TESTS_INTEGRATION_SANDBOX_PROCESS_HPP
#define TESTS_INTEGRATION_SANDBOX_PROCESS_HPP

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace integration {

// What the sandbox counted; see its README.
struct Counters {
    std::uint64_t auth_requests = 0;
    std::uint64_t auth_successes = 0;
    std::uint64_t calls = 0;
    std::uint64_t call_successes = 0;
    std::uint64_t faults_served = 0;
};

class SandboxProcess {
public:
    // Starts it; throws if it does not get ready. `data` is made at the first start.
    explicit SandboxProcess(std::filesystem::path data, const std::vector<std::string>& options = {});
    SandboxProcess(const SandboxProcess&) = delete;
    SandboxProcess& operator=(const SandboxProcess&) = delete;
    ~SandboxProcess() { stop(); }

    // Ends it. From then on connections are refused.
    void stop();
    // Starts it again at the same address, with the same key and accounts.
    void start(const std::vector<std::string>& options = {});

    // The provider profile that it wrote.
    std::filesystem::path profile() const { return data_ / "provider-profile.json"; }
    const std::filesystem::path& data() const noexcept { return data_; }
    std::uint16_t port() const noexcept { return port_; }

    // The password in accounts.json. Not for output.
    std::string password_of(const std::string& user_name) const;

    Counters counters() const;
    // Orders a fault, as JSON.
    void fault(const std::string& order) const { (void)admin("POST", "/fault", order); }
    void revoke_tokens() const { (void)admin("POST", "/tokens/revoke", "{}"); }
    void change_password(const std::string& user_name, const std::string& password) const;
    // The body of the answer; throws unless it is a success.
    std::string admin(const std::string& method, const std::string& path, const std::string& body) const;

private:
    std::filesystem::path data_;
    std::uint16_t port_ = 0;
    pid_t child_ = -1;
};

// The text or number that follows the first `"key":` at or after `from` in JSON without escapes.
std::string json_value(std::string_view json, const std::string& key, std::size_t from = 0);

}  // namespace integration

#endif  // TESTS_INTEGRATION_SANDBOX_PROCESS_HPP
