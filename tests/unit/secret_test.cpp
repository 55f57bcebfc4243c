// secret_test.cpp - the guarded memory that passwords, keys and tokens live in.
#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tijori {
namespace {

static_assert(!std::is_copy_constructible_v<SecretBytes> && !std::is_copy_assignable_v<SecretBytes>,
              "a secret is copied only where copy() says so");

TEST(Secret, HoldsWhatItWasGiven) {
    const std::string content("a\0b\xFF", 4);
    const SecretBytes secret{std::string_view(content)};
    EXPECT_EQ(secret.size(), 4U);
    EXPECT_EQ(secret.view(), content);
    EXPECT_FALSE(secret.empty());
    const SecretBytes zeros(100);
    EXPECT_TRUE(
        std::all_of(zeros.data(), zeros.data() + zeros.size(), [](unsigned char byte) { return byte == 0; }));
}

TEST(Secret, EmptyOnesAreHarmless) {
    SecretBytes nothing;
    EXPECT_TRUE(nothing.empty());
    EXPECT_EQ(nothing.view(), "");
    nothing.shrink(0);
    nothing.shrink(5);
    nothing.clear();
    EXPECT_TRUE(nothing.copy().empty());
    EXPECT_TRUE(SecretBytes::random(0).empty());
    EXPECT_TRUE(SecretBytes{std::string_view()}.empty());
    EXPECT_TRUE(equal_secrets({}, {}));
    wipe(nullptr, 5);
}

// A moved-from secret must not keep, and an overwritten one must not leak, the bytes.
TEST(Secret, MovesHandOverTheBytes) {
    SecretBytes first{std::string_view("first")};
    const unsigned char* where = first.data();
    SecretBytes second{std::move(first)};
    EXPECT_EQ(second.view(), "first");
    EXPECT_EQ(second.data(), where) << "moving makes no copy";
    EXPECT_TRUE(first.empty());        // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
    EXPECT_EQ(first.data(), nullptr);  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move)

    SecretBytes third{std::string_view("third")};
    third = std::move(second);
    EXPECT_EQ(third.view(), "first");
    EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move)

    SecretBytes& itself = third;
    third = std::move(itself);
    EXPECT_EQ(third.view(), "first");
}

TEST(Secret, ACopyIsIndependent) {
    SecretBytes original{std::string_view("password")};
    const SecretBytes copy = original.copy();
    original.clear();
    EXPECT_TRUE(original.empty());
    EXPECT_EQ(copy.view(), "password");
}

// What is cut off is wiped at once and not when the rest is released.
TEST(Secret, ShrinkingWipesWhatIsCutOff) {
    SecretBytes secret{std::string_view("token+rest")};
    const unsigned char* start = secret.data();
    secret.shrink(5);
    EXPECT_EQ(secret.view(), "token");
    EXPECT_EQ(secret.copy().size(), 5U);
    EXPECT_TRUE(std::all_of(start + 5, start + 10, [](unsigned char byte) { return byte == 0; }));
    secret.shrink(9);
    EXPECT_EQ(secret.size(), 5U) << "shrinking never grows";
    secret.shrink(0);
    EXPECT_TRUE(secret.empty());
    EXPECT_EQ(*start, 0);
}

TEST(Secret, RandomOnesDiffer) {
    const SecretBytes one = SecretBytes::random(32);
    const SecretBytes other = SecretBytes::random(32);
    EXPECT_FALSE(equal_secrets(one.bytes(), other.bytes()));
}

TEST(Secret, ComparisonSeesEveryByte) {
    const std::string right(32, 'k');
    for (std::size_t at = 0; at < right.size(); ++at) {
        std::string wrong = right;
        wrong[at] = 'K';
        EXPECT_FALSE(equal_secrets(bytes_of(right), bytes_of(wrong))) << at;
    }
    EXPECT_TRUE(equal_secrets(bytes_of(right), bytes_of(std::string(32, 'k'))));
    EXPECT_FALSE(equal_secrets(bytes_of(right), bytes_of(std::string(31, 'k'))));
    EXPECT_FALSE(equal_secrets(bytes_of(right), {}));
}

TEST(Secret, WipeOnExitCleansABorrowedBuffer) {
    std::string buffer = "a password that a library wanted as a std::string";
    const std::size_t size = buffer.size();
    { const WipeOnExit<std::string> wiping(buffer); }
    EXPECT_EQ(buffer, std::string(size, '\0'));

    std::vector<int> numbers(8, 7);
    { const WipeOnExit<std::vector<int>> wiping(numbers); }
    EXPECT_EQ(numbers, std::vector<int>(8, 0)) << "all bytes of each element";
}

// A read past the end stops the process instead of reading its neighbour; likewise memory that was released.
// Run in a child process each.
int read_at(const volatile unsigned char* address) {
    return *address;
}

TEST(SecretDeathTest, PastTheEndIsAGuardPage) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(
        {
            const SecretBytes secret(std::size_t{64} * 1024);
            (void)read_at(secret.data() + secret.size());
        },
        "");
}

// What is large has pages of its own, which go back to the system.
TEST(SecretDeathTest, ReleasedMemoryIsGone) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(
        {
            SecretBytes secret(std::size_t{64} * 1024);
            const unsigned char* stale = secret.data();
            secret.clear();
            (void)read_at(stale);
        },
        "");
}

// What is small shares an area with others; its bytes are wiped the moment it is given back.
TEST(Secret, AReleasedBlockIsWiped) {
    SecretBytes secret{std::string_view("password")};
    const unsigned char* block = secret.data();
    secret.clear();
    for (std::size_t i = 0; i < std::string_view("password").size(); ++i) {
        EXPECT_EQ(read_at(block + i), 0) << i;
    }
}

// A block that was given back is used again, and comes as zeros.
TEST(Secret, ABlockIsUsedAgainClean) {
    const unsigned char* first = nullptr;
    {
        SecretBytes secret{std::string_view("password")};
        first = secret.data();
    }
    const SecretBytes again(8);
    EXPECT_EQ(again.data(), first);
    EXPECT_TRUE(
        std::all_of(again.data(), again.data() + again.size(), [](unsigned char byte) { return byte == 0; }));
}

// The last to leave gives the shared areas back to the system; whoever comes later gets new ones.
TEST(Secret, SharedAreasAreGivenBackWhenNothingIsInUse) {
    {
        const SecretBytes held{std::string_view("held")};
        release_secret_memory();
        EXPECT_EQ(held.view(), "held") << "something was in use";
    }
    release_secret_memory();
    const SecretBytes later{std::string_view("later")};
    EXPECT_EQ(later.view(), "later");
}

}  // namespace
}  // namespace tijori
