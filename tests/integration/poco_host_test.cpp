// poco_host_test.cpp - a host that uses Poco's SSL and SQLite itself, in the same process: the plugin neither
// disturbs it nor is weakened by it.
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <Poco/Net/AcceptCertificateHandler.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SSLManager.h>

#include "desk.hpp"

namespace integration {
namespace {

class PocoHost : public Desk {
protected:
    // As many programs do: accept every certificate, process-wide.
    static void accept_everything() {
        Poco::Net::initializeSSL();
        const Poco::Net::SSLManager::InvalidCertificateHandlerPtr accepts(
            new Poco::Net::AcceptCertificateHandler(false));
        const Poco::Net::Context::Ptr context(new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, "",
                                                                     Poco::Net::Context::VERIFY_RELAXED));
        Poco::Net::SSLManager::instance().initializeClient(nullptr, accepts, context);
    }
    // The host's own request to the sandbox, with its default context; the HTTP status.
    int own_request() const {
        Poco::Net::HTTPSClientSession session("localhost", sandbox->port());
        Poco::Net::HTTPRequest request("GET", "/not-there", Poco::Net::HTTPMessage::HTTP_1_1);
        session.sendRequest(request);
        Poco::Net::HTTPResponse response;
        session.receiveResponse(response);
        return response.getStatus();
    }
};

class AcceptingHost : public PocoHost, public ::testing::WithParamInterface<const char*> {};

// Protects the password when the host accepts every certificate: the plugin does not, and the host's own
// connections stay as they were, before, during and after.
TEST_P(AcceptingHost, DoesNotOpenThePluginsConnections) {
    accept_everything();
    start_sandbox({"--tls-fault", GetParam()});
    EXPECT_EQ(own_request(), 404) << "the host itself accepts this certificate";
    start_plugin();
    plugin->wait_for_vault();
    const auto refused = plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_INSECURE, "TLS-REFUSED"));
    EXPECT_EQ(sandbox->counters().auth_requests, 0U) << "nothing was sent";
    EXPECT_EQ(own_request(), 404) << "the host's connections are not changed";
    sandbox->stop();
    sandbox->start();
    const auto saved = plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user));
    EXPECT_TRUE(saved) << saved.error().message;
    stop_plugin();
    EXPECT_FALSE(is_mapped("libtijori.so"));
    EXPECT_EQ(own_request(), 404);
    Poco::Net::uninitializeSSL();
}

INSTANTIATE_TEST_SUITE_P(Each, AcceptingHost,
                         ::testing::Values("expired", "wrong-host", "self-signed", "untrusted-ca"),
                         [](const ::testing::TestParamInfo<const char*>& one) {
                             std::string name = one.param;
                             std::erase(name, '-');
                             return name;
                         });

// Protects hosts that end their own SSL while the plugin is loaded, or begin it only then.
TEST_F(PocoHost, BeginsAndEndsItsSslAroundThePlugin) {
    start_with_credential();
    accept_everything();
    EXPECT_EQ(own_request(), 404);
    EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
    Poco::Net::uninitializeSSL();
    EXPECT_TRUE(plugin->verify(key_of(bengaluru))) << "the plugin's SSL is its own";
    restart_plugin();
    EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
    accept_everything();
    stop_plugin();
    EXPECT_EQ(own_request(), 404);
    Poco::Net::uninitializeSSL();
}

// Protects hosts that keep their books with Poco::Data: their connector stays registered.
TEST_F(PocoHost, KeepsItsDatabaseConnector) {
    Poco::Data::SQLite::Connector::registerConnector();
    const std::string books = (folder / "books.db").string();
    start_with_credential();
    Poco::Data::Session during("SQLite", books);
    during << "CREATE TABLE invoices (number TEXT)", Poco::Data::Keywords::now;
    stop_plugin();
    EXPECT_FALSE(is_mapped("libtijori.so"));
    during << "INSERT INTO invoices VALUES ('1')", Poco::Data::Keywords::now;
    Poco::Data::Session after("SQLite", books);
    after << "INSERT INTO invoices VALUES ('2')", Poco::Data::Keywords::now;
    restart_plugin();
    EXPECT_TRUE(plugin->verify(key_of(bengaluru)));
    stop_plugin();
    Poco::Data::SQLite::Connector::unregisterConnector();
}

// Protects hosts that never register it: using the plugin registers nothing behind their back.
TEST_F(PocoHost, FindsNoConnectorThatItDidNotRegister) {
    start_with_credential();
    stop_plugin();
    EXPECT_ANY_THROW(Poco::Data::Session("SQLite", (folder / "books.db").string()));
}

}  // namespace
}  // namespace integration
