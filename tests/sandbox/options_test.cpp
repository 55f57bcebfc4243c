// options_test.cpp - the command line.
#include "server/options.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace irp_sandbox {
namespace {

std::string complaint(const std::vector<const char*>& arguments) {
    try {
        parse_options(arguments);
    } catch (const UsageError& problem) {
        return problem.what();
    }
    return "";
}

TEST(Options, Defaults) {
    const std::vector<const char*> arguments{"--data", "/tmp/x"};
    const Options options = parse_options(arguments);
    EXPECT_EQ(options.data, "/tmp/x");
    EXPECT_EQ(options.host, "127.0.0.1");
    EXPECT_EQ(options.port, 7443);
    EXPECT_EQ(options.admin_port, 0);
    EXPECT_EQ(options.token_minutes, 60);
    EXPECT_EQ(options.budget, 0);
    EXPECT_EQ(options.lockout, 0);
    EXPECT_EQ(options.block_after, 0);
    EXPECT_FALSE(options.expired_port);
    EXPECT_FALSE(options.tls_fault);
}

TEST(Options, BothSpellings) {
    const std::vector<const char*> arguments{
        "--data=/tmp/x",       "--port=0", "--admin-port", "9", "--budget", "5",
        "--tls-fault=expired", "--host",   "::1"};
    const Options options = parse_options(arguments);
    EXPECT_EQ(options.port, 0);
    EXPECT_EQ(options.admin_port, 9);
    EXPECT_EQ(options.budget, 5);
    EXPECT_EQ(options.tls_fault, TlsFault::expired);
    EXPECT_EQ(options.host, "::1");
}

TEST(Options, LimitsAndTheSecondPort) {
    const std::vector<const char*> arguments{
        "--data=/tmp/x", "--lockout=3", "--block-after", "7", "--expired-port", "0"};
    const Options options = parse_options(arguments);
    EXPECT_EQ(options.lockout, 3);
    EXPECT_EQ(options.block_after, 7);
    EXPECT_EQ(options.expired_port, 0);
}

TEST(Options, ComplaintsNameTheOption) {
    EXPECT_EQ(complaint({}).find("--data:"), 0U);
    EXPECT_EQ(complaint({"--data"}).find("--data:"), 0U);
    EXPECT_EQ(complaint({"--data", "x", "--port", "65536"}).find("--port:"), 0U);
    EXPECT_EQ(complaint({"--data", "x", "--port", "-1"}).find("--port:"), 0U);
    EXPECT_EQ(complaint({"--data", "x", "--port", "1x"}).find("--port:"), 0U);
    EXPECT_EQ(complaint({"--data", "x", "--token-minutes", "0"}).find("--token-minutes:"), 0U);
    EXPECT_EQ(complaint({"--data", "x", "--lockout", "-1"}).find("--lockout:"), 0U);
    EXPECT_EQ(complaint({"--data", "x", "--block-after", "x"}).find("--block-after:"), 0U);
    EXPECT_EQ(complaint({"--data", "x", "--expired-port", "65536"}).find("--expired-port:"), 0U);
    EXPECT_EQ(complaint({"--data", "x", "--tls-fault", "x"}).find("--tls-fault:"), 0U);
    EXPECT_EQ(complaint({"--data", "x", "--data", "y"}).find("--data:"), 0U);
    EXPECT_EQ(complaint({"--data", "x", "--frob"}).find("--frob:"), 0U);
    EXPECT_EQ(complaint({"--data", "x", "stray"}).find("stray:"), 0U);
}

}  // namespace
}  // namespace irp_sandbox
