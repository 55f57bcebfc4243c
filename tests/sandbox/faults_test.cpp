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
