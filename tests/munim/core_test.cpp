// core_test.cpp - the small parts: main loop, text, log, locale, addresses, command line.
#include <gtest/gtest.h>

#include <thread>

#include "base/json_writer.hpp"
#include "base/log.hpp"
#include "base/main_loop.hpp"
#include "base/secret_text.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "plugins/locale.hpp"
#include "plugins/url_opener.hpp"
#include "scratch_folder.hpp"

namespace {

using namespace std::chrono_literals;

TEST(MainLoop, CallsFromOtherThreadsRunOnTheMainThread) {
    munim::MainLoop loop;
    const auto main = std::this_thread::get_id();
    std::thread other{[&] {
        EXPECT_EQ(loop.call([&] { return std::this_thread::get_id() == main ? 42 : 0; }), 42);
        EXPECT_THROW(loop.call([]() -> int { throw std::runtime_error{"no"}; }), std::runtime_error);
        loop.stop();
    }};
    loop.run();
    other.join();
}

TEST(MainLoop, ClosingSendsWaitingCallersHome) {
    munim::MainLoop loop;
    std::thread other{[&] { EXPECT_THROW(loop.call([] { return 1; }), munim::LoopClosed); }};
    std::this_thread::sleep_for(50ms);
    loop.close();
    other.join();
    std::thread late{[&] { EXPECT_THROW(loop.call([] { return 1; }), munim::LoopClosed); }};
    late.join();
}

TEST(MainLoop, DelayedTasksComeInTheirTime) {
    munim::MainLoop loop;
    std::string order;
    loop.post_after(60ms, [&] { order += 'c'; });
    loop.post_after(20ms, [&] { order += 'b'; });
    loop.post([&] { order += 'a'; });
    EXPECT_TRUE(loop.run_until([&] { return order.size() == 3; }, munim::MainLoop::Clock::now() + 5s));
    EXPECT_EQ(order, "abc");
    EXPECT_FALSE(loop.run_until([] { return false; }, munim::MainLoop::Clock::now() + 20ms));
}

TEST(Text, KnowsUtf8) {
    EXPECT_TRUE(munim::is_utf8("Grüße ₹ हिन्दी 😀"));
    for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE2\x82", "\xFF"}) {
        EXPECT_FALSE(munim::is_utf8(bad));
    }
}

TEST(Text, PrintableCannotSteerATerminal) {
    EXPECT_EQ(munim::printable("a\x1b[31m\n\r\x7f"), "a\\x1B[31m\\x0A\\x0D\\x7F");
    EXPECT_EQ(munim::printable("\xC2\x9B"
                               "x"),
              "\\u{009B}x");
    EXPECT_EQ(munim::printable("\xE2\x80\xAE"), "\\u{202E}");
    EXPECT_EQ(munim::printable("\xFF₹"), "\\xFF₹");
    EXPECT_EQ(munim::printable_lines("a\nb\x1b"), "a\nb\\x1B");
}

TEST(Text, WidthCountsColumns) {
    EXPECT_EQ(munim::display_width("abc"), 3U);
    EXPECT_EQ(munim::display_width("₹é"), 2U);
    EXPECT_EQ(munim::display_width("e\xCC\x81"), 1U);
    EXPECT_EQ(munim::display_width("日本"), 4U);
}

TEST(JsonWriter, Escapes) {
    EXPECT_EQ(munim::JsonWriter{}.begin_object().member("a\"", "\\\n\x01</script>\xFF").end_object().take(),
              "{\"a\\\"\":\"\\\\\\n\\u0001</script>\xEF\xBF\xBD\"}");
}

TEST(SecretText, NeverGrowsAndErasesWholeCharacters) {
    munim::SecretText text{8};
    EXPECT_TRUE(text.append("abc₹"));
    EXPECT_FALSE(text.append("xyz"));
    EXPECT_EQ(text.view(), "abc₹");
    text.remove_last_character();
    EXPECT_EQ(text.view(), "abc");
    text.wipe();
    EXPECT_TRUE(text.empty());
}

TEST(Log, IsPrivateAndHasOneLineForEachEvent) {
    const ScratchFolder folder;
    write_to(folder / "munim.log", "before\n");
    std::filesystem::permissions(folder / "munim.log", std::filesystem::perms{0644});
    munim::Log log{false};
    ASSERT_TRUE(log.open(folder / "munim.log"));
    log.write(ACCT_LOG_INFO, "evil\nplugin", "one\n2026-01-01T00:00:00+0000 info [munim] forged");
    const std::string content = content_of(folder / "munim.log");
    EXPECT_EQ(mode_of(folder / "munim.log"), 0600U);
    EXPECT_EQ(std::count(content.begin(), content.end(), '\n'), 2);
    EXPECT_NE(content.find("info [evil\\x0Aplugin] one\\x0A2026"), std::string::npos) << content;
}

TEST(Locale, TagsFromLocaleNames) {
    EXPECT_EQ(munim::language_tag("hi_IN.UTF-8"), "hi-IN");
    EXPECT_EQ(munim::language_tag("en"), "en");
    EXPECT_EQ(munim::language_tag("C"), "en");
    EXPECT_EQ(munim::language_tag("C.UTF-8"), "en");
    EXPECT_EQ(munim::language_tag("POSIX"), "en");
    EXPECT_EQ(munim::language_tag("../../etc"), "en");
}

TEST(UrlOpener, TakesHttpsOnly) {
    EXPECT_TRUE(munim::UrlOpener::acceptable("https://einvoice1.gst.gov.in/"));
    for (const char* bad : {"http://example.org/", "file:///etc/passwd", "https://", "--help", "https://a b",
                            "https://a\n", "javascript:alert(1)", "HTTPS://x\x80"}) {
        EXPECT_FALSE(munim::UrlOpener::acceptable(bad)) << bad;
    }
}

TEST(UrlOpener, StartsTheProgramWithTheAddressAsItsOnlyArgument) {
    const ScratchFolder folder;
    const std::string program = (folder / "opener").string();
    write_to(program, "#!/bin/sh\necho \"$#:$1\" > \"" + folder.path().string() + "/seen\"\n");
    std::filesystem::permissions(program, std::filesystem::perms{0700});
    munim::UrlOpener opener{program};
    EXPECT_FALSE(opener.open("http://example.org"));
    ASSERT_TRUE(opener.open("https://example.org/?a=$(id)&b=;ls"));
    for (int tries = 0; tries < 200 && content_of(folder / "seen").empty(); ++tries) {
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_EQ(content_of(folder / "seen"), "1:https://example.org/?a=$(id)&b=;ls\n");
}

TEST(Arguments, TakeOptionsInAnyOrder) {
    const auto parsed = munim::Arguments::parse(
        {"--json", "irp", "call", "--gstin=29", "GET", "--plugin", "a", "/x", "--plugin", "b"});
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(parsed->command().name, "irp call");
    EXPECT_EQ(parsed->operands(), (std::vector<std::string>{"GET", "/x"}));
    EXPECT_EQ(parsed->value("--gstin"), "29");
    EXPECT_EQ(parsed->values("--plugin"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(munim::Arguments::parse({})->command().name, "serve");
}

TEST(Arguments, MistakesAreNamed) {
    const auto message = [](const std::vector<std::string>& words) {
        const auto parsed = munim::Arguments::parse(words);
        return parsed ? std::string{} : parsed.error().message + " | " + parsed.error().next_step;
    };
    EXPECT_NE(message({"credentials", "add", "--gstn", "29"}).find("Did you mean --gstin?"),
              std::string::npos);
    EXPECT_NE(message({"plugins", "--gstin", "29"}).find("no option --gstin for \"plugins\""),
              std::string::npos);
    EXPECT_NE(message({"credentails", "list"}).find("Did you mean \"credentials list\"?"), std::string::npos);
    EXPECT_NE(message({"--data"}).find("--data needs a value"), std::string::npos);
    EXPECT_NE(message({"--json=1"}).find("takes no value"), std::string::npos);
    EXPECT_NE(message({"plugins", "--data", "a", "--data", "b"}).find("twice"), std::string::npos);
    EXPECT_NE(message({"irp", "call", "GET"}).find("needs PATH"), std::string::npos);
    EXPECT_NE(message({"plugins", "x"}).find("does not take \"x\""), std::string::npos);
    EXPECT_NE(message({"plugins", "\xFF"}).find("Argument 2 is not UTF-8"), std::string::npos);
}

TEST(Output, ExitStatusFollowsTheKindOfError) {
    const auto status = [](acct_status kind, const char* code) {
        return munim::exit_status_of(munim::make_error(kind, code, "", ""));
    };
    EXPECT_EQ(status(ACCT_ERROR_BAD_ARGUMENT, "USAGE"), 2);
    EXPECT_EQ(status(ACCT_ERROR_REFUSED, "IRP-3028"), 3);
    EXPECT_EQ(status(ACCT_ERROR_REFUSED, "VAULT-PASSPHRASE"), 4);
    EXPECT_EQ(status(ACCT_ERROR_LOCKED, "VAULT-LOCKED"), 4);
    EXPECT_EQ(status(ACCT_ERROR_INSECURE, "X"), 5);
    EXPECT_EQ(status(ACCT_ERROR_STORAGE, "VAULT-STORAGE"), 1);
    EXPECT_EQ(status(12345, "X"), 1);
}

TEST(Output, ColumnsAlign) {
    EXPECT_EQ(munim::aligned({{"A", "B"}, {"₹₹₹", "x"}, {"", "y"}}), "A    B\n₹₹₹  x\n     y\n");
}

}  // namespace
