// network_cli_test.cpp - a company's proxy and certificate authority, set at Munim and obeyed by the real
// plugin.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "child.hpp"
#include "sandbox_process.hpp"
#include "scratch_folder.hpp"

namespace {

namespace fs = std::filesystem;

// Takes connections, keeps what is asked, and refuses it.
class RefusingProxy {
public:
    RefusingProxy() {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
            ::listen(listener_, 8) != 0 ||
            ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
            throw std::runtime_error{"the proxy cannot listen"};
        }
        port_ = ntohs(address.sin_port);
        thread_ = std::thread{[this] { serve(); }};
    }
    RefusingProxy(const RefusingProxy&) = delete;
    RefusingProxy& operator=(const RefusingProxy&) = delete;
    ~RefusingProxy() {
        (void)asked();
        ::close(listener_);
    }

    std::string address(const std::string& user_info = {}) const {
        return "http://" + user_info + "127.0.0.1:" + std::to_string(port_);
    }
    // Ends the service; what it was asked.
    const std::string& asked() {
        if (thread_.joinable()) {
            ::shutdown(listener_, SHUT_RDWR);
            thread_.join();
        }
        return asked_;
    }

private:
    void serve() {
        for (int connection = 0; (connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
            std::array<char, 4096> part{};
            std::string head;
            for (ssize_t got = 0; head.find("\r\n\r\n") == std::string::npos &&
                                  (got = ::recv(connection, part.data(), part.size(), 0)) > 0;) {
                head.append(part.data(), static_cast<std::size_t>(got));
            }
            asked_ += head;
            const std::string answer =
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            (void)::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
            ::close(connection);
        }
    }

    int listener_ = -1;
    uint16_t port_ = 0;
    std::string asked_;
    std::thread thread_;
};

class Network : public testing::Test {
protected:
    void SetUp() override {
        // NOLINTBEGIN(concurrency-mt-unsafe): one thread
        ::setenv("XDG_STATE_HOME", (folder_ / "state").c_str(), 1);
        for (const char* name : {"https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"}) {
            ::unsetenv(name);
        }
        // NOLINTEND(concurrency-mt-unsafe)
        fs::create_directories(providers());
    }
    fs::path providers() const { return folder_ / "data/plugins/in.tijori.credentials/providers"; }
    // The sandbox's profile, with a line replaced.
    void offer(const std::string& begin, const std::string& instead) {
        std::string profile = content_of(sandbox_.profile());
        const std::size_t at = profile.find(begin);
        ASSERT_NE(at, std::string::npos);
        profile.replace(at, profile.find('\n', at) - at, instead);
        write_to(providers() / "local-sandbox.json", profile);
        // It holds the client secret.
        fs::permissions(providers() / "local-sandbox.json", fs::perms::owner_read | fs::perms::owner_write);
    }
    ChildResult add(std::vector<std::string> more) {
        std::vector<std::string> words{"credentials",      "add",
                                       "--gstin",          "29AAACP0029A1Z2",
                                       "--provider",       "local-sandbox",
                                       "--environment",    "sandbox",
                                       "--user",           "API_pushpak_blr",
                                       "--password-stdin", "--replace",
                                       "--data",           (folder_ / "data").string(),
                                       "--plugin",         TIJORI_PLUGIN,
                                       "--vault-key-dir",  (folder_ / "keys").string()};
        words.insert(words.end(), more.begin(), more.end());
        return run_munim(words, sandbox_.password_of("API_pushpak_blr") + "\n");
    }
    void settings(const std::string& json, fs::perms mode = fs::perms::owner_read | fs::perms::owner_write) {
        const fs::path file = folder_ / "data/network.json";
        write_to(file, json);
        fs::permissions(file, mode);
    }

    ScratchFolder folder_;
    integration::SandboxProcess sandbox_{folder_ / "irp"};
};

TEST_F(Network, ACompanysAuthorityIsTrustedWhenItIsNamed) {
    offer("\"ca_file\"", "");
    const std::string authority = (sandbox_.data() / "ca.pem").string();
    EXPECT_EQ(add({}).status, 5);
    const ChildResult named = add({"--ca-file", authority});
    EXPECT_EQ(named.status, 0) << named.err;
    settings(R"({"ca_file": ")" + authority + R"("})");
    const ChildResult set = add({});
    EXPECT_EQ(set.status, 0) << set.err;
    EXPECT_EQ(add({"--ca-file", "/nonexistent.pem"}).status, 2);
}

TEST_F(Network, TheProxyIsAskedAndNobodyElse) {
    offer("\"base_url\"", "\"base_url\": \"https://irp.munim.example\",");
    RefusingProxy proxy;
    const ChildResult refused = add({"--proxy", proxy.address()});
    EXPECT_EQ(refused.status, 5) << refused.err;
    EXPECT_NE(refused.err.find("proxy"), std::string::npos) << refused.err;
    EXPECT_NE(proxy.asked().find("CONNECT irp.munim.example:443"), std::string::npos) << proxy.asked();
}

TEST_F(Network, ThisComputerIsReachedWithoutTheProxy) {
    fs::copy_file(sandbox_.profile(), providers() / "local-sandbox.json");
    RefusingProxy proxy;
    const ChildResult direct = add({"--proxy", proxy.address()});
    EXPECT_EQ(direct.status, 0) << direct.err;
    EXPECT_TRUE(proxy.asked().empty()) << proxy.asked();
}

TEST_F(Network, AProxysPasswordStaysInItsFile) {
    offer("\"base_url\"", "\"base_url\": \"https://irp.munim.example\",");
    RefusingProxy proxy;
    const std::string json = R"({"proxy": ")" + proxy.address("munim:wren-in-the-hedge@") + R"("})";
    settings(json, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
    const ChildResult open_to_all = add({});
    EXPECT_EQ(open_to_all.status, 1);
    EXPECT_NE(open_to_all.err.find("chmod 600"), std::string::npos) << open_to_all.err;
    settings(json);
    const ChildResult refused = add({"--verbose"});
    EXPECT_EQ(refused.status, 5) << refused.err;
    settings(json.substr(0, json.size() - 2));
    const ChildResult broken = add({});
    EXPECT_EQ(broken.status, 1);
    const ChildResult typed = add({"--proxy", proxy.address("munim:wren-in-the-hedge@")});
    EXPECT_EQ(typed.status, 2);
    for (const ChildResult& result : {open_to_all, refused, broken, typed}) {
        EXPECT_EQ((result.out + result.err).find("wren-in"), std::string::npos) << result.err;
    }
    EXPECT_EQ(content_of(folder_ / "data/munim.log").find("wren-in"), std::string::npos);
    // base64 of munim:wren-in-the-hedge
    EXPECT_NE(proxy.asked().find("Basic bXVuaW06d3Jlbi1pbi10aGUtaGVkZ2U="), std::string::npos)
        << proxy.asked();
}

}  // namespace
