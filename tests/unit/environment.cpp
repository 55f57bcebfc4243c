// environment.cpp - what the library's init does before anything else.
#include <gtest/gtest.h>

#include "base/secret.hpp"

namespace tijori::tests {
namespace {

class SecretMemory : public ::testing::Environment {
public:
    void SetUp() override { ASSERT_TRUE(prepare_secret_memory()); }
};

// gtest owns it.
[[maybe_unused]] const ::testing::Environment* const secret_memory =
    ::testing::AddGlobalTestEnvironment(new SecretMemory);

}  // namespace
}  // namespace tijori::tests
