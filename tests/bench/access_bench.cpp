// access_bench.cpp - what talking to a provider through the ABI costs, beside libcurl doing the same requests
// on as many kept-alive connections with the same sandbox IRP.
#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "acct/loader/library.hpp"
#include "crypto/primitives.hpp"
#include "irp/authentication.hpp"
#include "lines.hpp"
#include "measurements.hpp"
#include "sandbox_process.hpp"
#include "scratch_folder.hpp"
#include "test_host.hpp"

namespace tijori::bench {
namespace {

namespace fs = std::filesystem;
using integration::json_value;
using integration::SandboxProcess;

constexpr int users = 1000;
constexpr int calls = 2000;
constexpr int connections = 8;  // as the plugin has workers
const std::string provider = "local-sandbox";
const std::string client_id = "AACCT29GSPBENCH00001";
const std::string client_secret = "bench-only-secret";

std::string password_of(int number) {
    return "Sample@" + std::to_string(100'000 + number);
}

// A sandbox with a user for each GSTIN.
void write_accounts(const fs::path& file) {
    std::ofstream out(file);
    out << R"({"clients":[{"client_id":")" << client_id << R"(","client_secret":")" << client_secret
        << R"(","name":"Bench"}],"taxpayers":[)";
    for (int i = 0; i < users; ++i) {
        out << (i > 0 ? ",\n" : "") << R"({"gstin":")" << credential_of(i).key.gstin
            << R"(","legal_name":"Sample Traders Private Limited","trade_name":"Sample","state_code":"29",)"
               R"("status":"ACT","block_status":"U","type":"REG","registered_on":"2017-07-01",)"
               R"("address":{"location":"Bengaluru","pin_code":560002}})";
    }
    out << R"(],"users":[)";
    for (int i = 0; i < users; ++i) {
        const Credential one = credential_of(i);
        out << (i > 0 ? ",\n" : "") << R"({"username":")" << one.user_name << R"(","password":")"
            << password_of(i) << R"(","gstin":")" << one.key.gstin << R"(","client_ids":[")" << client_id
            << R"("],"state":"active"})";
    }
    out << R"(],"buyers":[]})";
}

// The library in a host, with the sandbox's profile in its data folder.
class Host {
public:
    Host(const fs::path& folder, const SandboxProcess& sandbox) : host_(folder) {
        const fs::path providers = folder / "providers";
        fs::create_directories(providers);
        fs::copy_file(sandbox.profile(), providers / "local.json", fs::copy_options::overwrite_existing);
        fs::permissions(providers / "local.json", fs::perms::owner_read | fs::perms::owner_write);
        auto found = accounting::Library::load(TIJORI_LIBRARY);
        if (!found) {
            give_up(found.error().message);
        }
        auto made = found->create(&host_.table, "in.tijori.credentials");
        if (!made) {
            give_up(made.error().message);
        }
        plugin_ = std::move(*made);
        if (auto ready = plugin_.init(); !ready) {
            give_up(ready.error().message);
        }
        service_.emplace(plugin_);
        const accounting::Vault vault{plugin_};
        pump_while([&] { return vault.state() == ACCT_VAULT_OPENING; });
    }

    accounting::CredentialsService& service() { return *service_; }
    static accounting::CredentialKey key(int number) {
        return {credential_of(number).key.gstin, provider, "sandbox"};
    }
    void pump_while(const std::function<bool()>& waiting) {
        while (waiting()) {
            host_.pump(plugin_);
        }
    }
    // Starts an operation for each number below `count` at once, and waits for all.
    void for_all(
        int count,
        const std::function<accounting::Result<acct_operation>(int, accounting::Completion)>& start) {
        int done = 0;
        for (int i = 0; i < count; ++i) {
            const auto started = start(i, [&done](const accounting::Result<std::string>& result) {
                if (!result) {
                    give_up(result.error().code + " " + result.error().message);
                }
                ++done;
            });
            if (!started) {
                give_up(started.error().message);
            }
        }
        pump_while([&] { return done < count; });
    }

private:
    integration::TestHost host_;
    accounting::Instance plugin_;
    std::optional<accounting::CredentialsService> service_;
};

// One kept-alive connection of libcurl's.
class Curl {
public:
    explicit Curl(const SandboxProcess& sandbox)
        : base_("https://localhost:" + std::to_string(sandbox.port())),
          handle_(curl_easy_init(), &curl_easy_cleanup) {
        curl_easy_setopt(handle_.get(), CURLOPT_CAINFO, (sandbox.data() / "ca.pem").c_str());
        curl_easy_setopt(handle_.get(), CURLOPT_WRITEFUNCTION, &Curl::take);
        curl_easy_setopt(handle_.get(), CURLOPT_WRITEDATA, &answer_);
        curl_easy_setopt(handle_.get(), CURLOPT_TCP_NODELAY, 1L);
        curl_easy_setopt(handle_.get(), CURLOPT_NOPROXY, "*");
        curl_easy_setopt(handle_.get(), CURLOPT_NOSIGNAL, 1L);
    }

    // What it answers. `body`: of a POST; empty: GET.
    const std::string& send(const std::string& path, const std::vector<std::string>& headers,
                            const std::string& body) {
        answer_.clear();
        curl_slist* list = nullptr;
        for (const std::string& header : headers) {
            list = curl_slist_append(list, header.c_str());
        }
        curl_easy_setopt(handle_.get(), CURLOPT_URL, (base_ + path).c_str());
        curl_easy_setopt(handle_.get(), CURLOPT_HTTPHEADER, list);
        if (body.empty()) {
            curl_easy_setopt(handle_.get(), CURLOPT_HTTPGET, 1L);
        } else {
            curl_easy_setopt(handle_.get(), CURLOPT_POSTFIELDS, body.c_str());
        }
        const CURLcode code = curl_easy_perform(handle_.get());
        curl_slist_free_all(list);
        if (code != CURLE_OK || answer_.find("\"Status\":1") == std::string::npos) {
            give_up(std::string("libcurl: ") + curl_easy_strerror(code) + " " + answer_.substr(0, 200));
        }
        return answer_;
    }

private:
    static std::size_t take(const char* bytes, std::size_t one, std::size_t count, std::string* answer) {
        answer->append(bytes, one * count);
        return one * count;
    }

    std::string base_;
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_;
    std::string answer_;
};

std::string details_path(int number) {
    return "/eivital/v1.04/Master/gstin/" + credential_of(number).key.gstin;
}
std::vector<std::string> login_headers(int number) {
    return {"Accept: application/json", "Content-Type: application/json", "client_id: " + client_id,
            "client_secret: " + client_secret, "Gstin: " + credential_of(number).key.gstin};
}
std::vector<std::string> call_headers(int number, const std::string& token) {
    auto headers = login_headers(number);
    headers.push_back("user_name: " + credential_of(number).user_name);
    headers.push_back("AuthToken: " + token);
    return headers;
}

std::vector<std::string> made_logins(const SandboxProcess& sandbox) {
    const auto key = must(crypto::RsaPublicKey::parse(content_of(sandbox.data() / "irp-public-key.pem")));
    std::vector<std::string> bodies;
    for (int i = 0; i < users; ++i) {
        bodies.push_back(
            must(irp::make_authentication_request(irp::Dialect::nic_104, key, credential_of(i).user_name,
                                                  bytes_of(password_of(i)), false))
                .body);
    }
    return bodies;
}

// A log-in and an encrypted call for each user, as fast as the sandbox answers them.
void load(const SandboxProcess& sandbox, const std::vector<std::string>& logins, bool with_details) {
    std::atomic<int> next{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < connections; ++i) {
        threads.emplace_back([&] {
            Curl curl(sandbox);
            for (int n = next++; n < users; n = next++) {
                const std::string token = json_value(
                    curl.send("/eivital/v1.04/auth", login_headers(n), logins[static_cast<std::size_t>(n)]),
                    "AuthToken");
                if (with_details) {
                    (void)curl.send(details_path(n), call_headers(n, token), "");
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

}  // namespace

void measure_calls(const fs::path& folder) {
    write_accounts(folder / "accounts.json");
    const SandboxProcess sandbox(folder / "irp", {"--accounts", (folder / "accounts.json").string()});
    const std::vector<std::string> logins = made_logins(sandbox);
    Host host(folder / "calls", sandbox);
    host.for_all(1, [&](int i, accounting::Completion done) {
        return host.service().save(Host::key(i), credential_of(i).user_name,
                                   accounting::text_of(password_of(i)), 0, std::move(done));
    });
    const auto session = host.service().open_session(Host::key(0), "Bench");
    if (!session) {
        give_up(session.error().message);
    }
    Curl curl(sandbox);
    const std::string token =
        json_value(curl.send("/eivital/v1.04/auth", login_headers(0), logins[0]), "AuthToken");
    const auto headers = call_headers(0, token);
    // In turns, so that what else the machine does strikes both alike.
    std::vector<double> ours;
    std::vector<double> peer;
    for (int i = 0; i < calls; ++i) {
        ours.push_back(microseconds([&] {
            host.for_all(1, [&](int, accounting::Completion done) {
                return host.service().call(*session, "GET", details_path(0), "", std::move(done));
            });
        }));
        peer.push_back(microseconds([&] { (void)curl.send(details_path(0), headers, ""); }));
    }
    const auto middle = [](std::vector<double>& times) {
        std::nth_element(times.begin(), times.begin() + calls / 2, times.end());
        return times[calls / 2];
    };
    line("P4 authenticated call, kept-alive TLS / libcurl, same bytes", middle(ours), middle(peer), 1.1);
}

void measure_verifying(const fs::path& folder) {
    write_accounts(folder / "accounts.json");
    const SandboxProcess sandbox(folder / "irp", {"--accounts", (folder / "accounts.json").string()});
    const std::vector<std::string> logins = made_logins(sandbox);
    Host host(folder / "verifying", sandbox);
    host.for_all(users, [&](int i, accounting::Completion done) {
        return host.service().save(Host::key(i), credential_of(i).user_name,
                                   accounting::text_of(password_of(i)), ACCT_SAVE_WITHOUT_VERIFYING,
                                   std::move(done));
    });
    const double ceiling = microseconds([&] { load(sandbox, logins, true); }) / users;
    const double ours = microseconds([&] {
                            host.for_all(users, [&](int i, accounting::Completion done) {
                                return host.service().verify(Host::key(i), std::move(done));
                            });
                        }) /
                        users;
    // 0.9 of the ceiling's rate is 1 / 0.9 of its time.
    line("P6 verify 1,000 credentials, each / the sandbox's ceiling", ours, ceiling, 1 / 0.9);
    const double logins_only = microseconds([&] { load(sandbox, logins, false); }) / users;
    no_peer("P6 the ceiling of log-ins alone, without a look at the details", logins_only, "for comparison");
}

}  // namespace tijori::bench
