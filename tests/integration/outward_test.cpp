// outward_test.cpp - what comes out of the plugin in a whole day's work, every text of it, holds no password,
// no token, no session key and no key of the vault.
#include <map>
#include <mutex>

#include "desk.hpp"
#include "invoice.hpp"
#include "leaks.hpp"

namespace integration {
namespace {

using accounting::view_of;

// Everything that came out, by where.
class Outward {
public:
    void text(const std::string& where, std::string_view text) {
        const std::lock_guard lock(mutex_);
        heard_[where] += text;
        heard_[where] += '\n';
    }
    void text(const std::string& where, acct_text loaned) { text(where, view_of(loaned)); }
    void error(const acct_error& error) {
        text("error code", error.code);
        text("error field", error.field);
        text("error message", error.message);
        text("error next step", error.next_step);
    }
    void credential(const acct_credential_info& info) {
        for (const acct_text one : {info.gstin, info.provider, info.environment, info.user_name,
                                    info.state_text, info.problem, info.next_step, info.legal_name}) {
            text("credential", one);
        }
    }
    void result(const acct_operation_result& result) {
        text("payload", result.payload);
        text("info", result.info);
        if (result.error != nullptr) {
            error(*result.error);
        }
    }
    void expect_without(const std::string& what, std::string_view secret) const {
        ASSERT_GE(secret.size(), 8U) << what;
        for (const auto& [where, texts] : heard_) {
            EXPECT_TRUE(disguises_found(texts, secret).empty()) << what << " in " << where;
        }
    }
    std::string where() const {
        std::string all;
        for (const auto& [where, texts] : heard_) {
            all += where + " ";
        }
        return all;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::string> heard_;
};

class OutwardTexts : public Desk {
protected:
    // Runs an operation of any extension to its end; whatever it tells goes to `outward`.
    template <typename Start>
    acct_status run(Start&& start) {
        struct Ended {
            Outward* outward;
            bool ended;
            acct_status status;
        } ended{&outward, false, ACCT_OK};
        acct_error error = accounting::empty_error();
        acct_operation operation = 0;
        const acct_operation_completion completion = [](void* context, acct_operation,
                                                        const acct_operation_result* result) {
            auto* to = static_cast<Ended*>(context);
            to->outward->result(*result);
            to->status = result->status;
            to->ended = true;
        };
        const acct_status started = start(&ended, completion, &operation, &error);
        if (started != ACCT_OK) {
            outward.error(error);
            return started;
        }
        plugin->pump_until([&] { return ended.ended; }, "the end of an operation");
        return ended.status;
    }
    acct_status save(const std::string& gstin, const std::string& user, const std::string& words,
                     std::uint32_t flags) {
        const accounting::CredentialKey key = key_of(gstin);
        acct_credential_input input{};
        input.size = sizeof(input);
        input.flags = flags;
        const acct_credential_key loaned = loan(key);
        input.key = &loaned;
        input.user_name = accounting::text_of(user);
        input.password = accounting::text_of(words);
        return run(
            [&](auto... rest) { return credentials->save(plugin->instance().get(), &input, rest...); });
    }
    acct_status call(acct_session session, const std::string& method, const std::string& path,
                     const std::string& json) {
        acct_call_request request{};
        request.size = sizeof(request);
        request.method = accounting::text_of(method);
        request.path = accounting::text_of(path);
        request.json = accounting::text_of(json);
        return run([&](auto... rest) {
            return credentials->call(plugin->instance().get(), session, &request, rest...);
        });
    }
    static acct_credential_key loan(const accounting::CredentialKey& key) {
        return {sizeof(acct_credential_key), accounting::text_of(key.gstin),
                accounting::text_of(key.provider), accounting::text_of(key.environment)};
    }
    void list() {
        acct_error error = accounting::empty_error();
        if (credentials->list(
                plugin->instance().get(), &outward,
                [](void* context, const acct_credential_info* info) {
                    static_cast<Outward*>(context)->credential(*info);
                },
                &error) != ACCT_OK) {
            outward.error(error);
        }
    }
    void get_extensions() {
        credentials = plugin->instance().extension<acct_credentials>(ACCT_EXT_CREDENTIALS);
        vault = plugin->instance().extension<acct_vault>(ACCT_EXT_VAULT);
    }

    Outward outward;
    const acct_credentials* credentials = nullptr;
    const acct_vault* vault = nullptr;
};

TEST_F(OutwardTexts, OfAWholeDaysWorkHoldNoSecret) {
    host.key = "SAMPLE-32-bytes-of-host-key-0123";
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    get_extensions();
    const std::string right = password(bengaluru_user);
    const std::string wrong = "Wrong-and-secret-1";
    const std::string typed = "Typed-but-not-saved-1";
    const acct_plugin* handle = plugin->instance().get();

    // Good, refused, in the way, not possible.
    EXPECT_EQ(save(bengaluru, bengaluru_user, right, 0), ACCT_OK);
    EXPECT_EQ(save(bengaluru, bengaluru_user, right, 0), ACCT_ERROR_EXISTS);
    EXPECT_EQ(save(mumbai, mumbai_user, wrong, 0), ACCT_ERROR_REFUSED);
    EXPECT_EQ(save(mumbai, mumbai_user, wrong + "\x01", 0), ACCT_ERROR_INVALID_VALUE);
    EXPECT_EQ(save("29AAACP0029A1Z3", mumbai_user, wrong, 0), ACCT_ERROR_INVALID_VALUE);
    list();

    // Calls: good, refused, with a dead token, not decryptable, with a provider in trouble.
    const acct_session session = plugin->session(bengaluru);
    EXPECT_EQ(call(session, "POST", "/eicore/v1.03/Invoice", invoice("OUT/1")), ACCT_OK);
    EXPECT_EQ(call(session, "POST", "/eicore/v1.03/Invoice", invoice("OUT/1")), ACCT_ERROR_REJECTED);
    EXPECT_EQ(call(session, "GET", gstin_path(bengaluru), ""), ACCT_OK);
    const std::string first_tokens = sandbox->admin("GET", "/tokens", "");
    sandbox->revoke_tokens();
    EXPECT_EQ(call(session, "GET", gstin_path(bengaluru), ""), ACCT_OK);
    for (const char* fault :
         {R"({"kind":"bad_data_base64","where":"call"})", R"({"kind":"truncated_json","where":"call"})",
          R"({"kind":"redirect","location":"https://localhost:1/","where":"call"})",
          R"({"kind":"reset_after","where":"call"})"}) {
        sandbox->fault(fault);
        EXPECT_NE(call(session, "POST", "/eicore/v1.03/Invoice", invoice("OUT/2")), ACCT_OK) << fault;
    }

    // The pages: typed into, drawn, closed.
    for (const char* id : {"api-credentials", "providers", "vault"}) {
        PageDriver page = plugin->open_page(id);
        page.settle();
        if (std::string_view(id) == "api-credentials") {
            page.fill(mumbai, mumbai_user, typed);
            ASSERT_TRUE(page.press("save"));
            page.settle();
        }
        outward.text(std::string("page ") + id, page.seen());
    }

    // The vault's own doings.
    const std::string backup = folder / "backup.db";
    EXPECT_EQ(run([&](auto... rest) { return vault->backup(handle, accounting::text_of(backup), rest...); }),
              ACCT_OK);
    EXPECT_EQ(run([&](auto... rest) { return vault->audit(handle, 1, 1000, rest...); }), ACCT_OK);
    EXPECT_EQ(run([&](auto... rest) { return vault->check(handle, rest...); }), ACCT_OK);
    EXPECT_EQ(run([&](auto... rest) { return vault->change_key(handle, rest...); }), ACCT_OK);
    list();
    outward.text("log", host.log());

    // What must not have come out. A token of either log-in, and what encrypts the calls.
    outward.expect_without("the password", right);
    outward.expect_without("the refused password", wrong);
    outward.expect_without("the typed password", typed);
    outward.expect_without("the host's key", host.key);
    outward.expect_without("the client secret", json_value(content_of(sandbox->profile()), "client_secret"));
    for (const std::string& tokens : {first_tokens, sandbox->admin("GET", "/tokens", "")}) {
        outward.expect_without("a token", json_value(tokens, "token", tokens.find('[')));
        outward.expect_without("a session key in base64", json_value(tokens, "session_key"));
    }
    for (const auto& path : {host.data_folder}) {
        const std::string token = json_value(first_tokens, "token", first_tokens.find('['));
        EXPECT_TRUE(files_with(path, token).empty()) << "on the disk a token is sealed";
    }
    // And that all of this was heard at all.
    for (const char* place :
         {"credential", "payload", "info", "error message", "page api-credentials", "page vault", "log"}) {
        EXPECT_NE(outward.where().find(place), std::string::npos) << place;
    }
}

}  // namespace
}  // namespace integration
