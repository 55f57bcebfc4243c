// faults_test.cpp - reading orders for faults.
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "faults/fault_order.hpp"

namespace irp_sandbox {
namespace {

std::variant<Fault, std::string> read(const std::string& json) {
    return read_fault_order(*parse_json_object(json));
}

TEST(FaultOrder, ReadsAll) {
    const auto order = read(R"({"where":"call","times":3,"kind":"error","code":"1005","message":"m"})");
    ASSERT_TRUE(std::holds_alternative<Fault>(order));
    const auto& fault = std::get<Fault>(order);
    EXPECT_EQ(fault.where, FaultPlace::call);
    EXPECT_EQ(fault.times, 3);
    EXPECT_EQ(fault.kind, FaultKind::error);
    EXPECT_EQ(fault.code, "1005");
    EXPECT_EQ(fault.message, "m");
}

TEST(FaultOrder, ReadsWhereAndWhen) {
    const auto order = read(R"({"kind":"http_429","retry_after":"date","seconds":9,"path":"/ewaybillapi/"})");
    ASSERT_TRUE(std::holds_alternative<Fault>(order));
    const auto& fault = std::get<Fault>(order);
    EXPECT_EQ(fault.kind, FaultKind::http_429);
    EXPECT_EQ(fault.retry_after, RetryAfter::date);
    EXPECT_EQ(fault.seconds, 9);
    EXPECT_EQ(fault.path, "/ewaybillapi/");
}

TEST(FaultOrder, KnowsTheAccountSide) {
    const auto order = read(R"({"kind":"slow","where":"account"})");
    ASSERT_TRUE(std::holds_alternative<Fault>(order));
    FaultQueue queue;
    queue.add(std::get<Fault>(order));
    EXPECT_FALSE(queue.take(FaultPlace::call, "/sandbox/account/login"));
    EXPECT_TRUE(queue.take(FaultPlace::account, "/sandbox/account/login"));
}

TEST(FaultQueue, PassesOverOrdersForOtherPaths) {
    FaultQueue queue;
    Fault for_invoices;
    for_invoices.kind = FaultKind::slow;
    for_invoices.path = "/eicore/";
    Fault for_calls;
    for_calls.where = FaultPlace::call;
    for_calls.kind = FaultKind::http_429;
    queue.add(for_invoices);
    queue.add(for_calls);
    EXPECT_FALSE(queue.take(FaultPlace::auth, "/eivital/v1.04/auth"));
    EXPECT_EQ(queue.take(FaultPlace::call, "/eivital/v1.04/Master/gstin/x")->kind, FaultKind::http_429);
    EXPECT_FALSE(queue.take(FaultPlace::call, "/eivital/v1.04/Master/gstin/x"));
    EXPECT_EQ(queue.take(FaultPlace::call, "/eicore/v1.03/Invoice")->kind, FaultKind::slow);
    EXPECT_EQ(queue.pending(), 0U);
}

TEST(FaultOrder, SaysWhatIsWrong) {
    const std::pair<const char*, const char*> wrong[] = {
        {R"({})", "\"kind\""},
        {R"({"kind":"nonsense"})", "\"kind\""},
        {R"({"kind":"error"})", "\"code\""},
        {R"({"kind":"slow","seconds":"5"})", "\"seconds\""},
        {R"({"kind":"slow","seconds":601})", "\"seconds\""},
        {R"({"kind":"slow","times":0})", "\"times\""},
        {R"({"kind":"slow","where":"here"})", "\"where\""},
        {R"({"kind":"slow","sceonds":5})", "\"sceonds\""},
        {R"({"kind":7})", "\"kind\""},
        {R"({"kind":"slow","path":"eivital"})", "\"path\""},
        {R"({"kind":"http_429","retry_after":"soon"})", "\"retry_after\""},
        {R"({"kind":"http_status","status":199})", "\"status\""},
        {R"({"kind":"slow_body","milliseconds":0})", "\"milliseconds\""},
    };
    for (const auto& [order, mentioned] : wrong) {
        const auto result = read(order);
        ASSERT_TRUE(std::holds_alternative<std::string>(result)) << order;
        EXPECT_NE(std::get<std::string>(result).find(mentioned), std::string::npos)
            << std::get<std::string>(result);
    }
}

}  // namespace
}  // namespace irp_sandbox
