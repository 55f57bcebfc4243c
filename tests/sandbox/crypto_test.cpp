// crypto_test.cpp - the sandbox's ciphers against the protocol page's vectors, computed and recorded.
#include <gtest/gtest.h>

#include <numeric>

#include "base/base64.hpp"
#include "base/random.hpp"
#include "irp/protocol_crypto.hpp"

namespace irp_sandbox {
namespace {

Bytes counting_bytes(std::uint8_t first) {
    Bytes bytes(32);
    std::iota(bytes.begin(), bytes.end(), first);
    return bytes;
}

std::string decrypted(ByteView key, const std::string& cipher) {
    return text_of(aes_ecb_decrypt(key, base64_decode(cipher).value()).value());
}

TEST(Crypto, WrapsTheSessionKeyAsInTheSyntheticVector) {
    const Bytes app_key = counting_bytes(0x00);
    const Bytes session_key = counting_bytes(0x20);
    EXPECT_EQ(base64_encode(app_key), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    EXPECT_EQ(base64_encode(aes_ecb_encrypt(app_key, session_key)),
              "YaaTbk6PEBwcwfmTtUKg1OJ0Dor61OTRXQ1mGzguyomfO3UEkm+L024xGOkDpM1K");
}

TEST(Crypto, EncryptsPayloadsAsInTheSyntheticVectors) {
    const Bytes session_key = counting_bytes(0x20);
    const std::string details = R"({"Gstin":"27AAPFU0939F1ZV","Status":"ACT"})";
    const std::string data = "V9BIimSB1XDMTeHV1lK/Qxuj6k/jA69PgTe1G0ydyaKtp53s2EYsauLCHolSzyVV";
    EXPECT_EQ(base64_encode(aes_ecb_encrypt(session_key, view_of(details))), data);
    EXPECT_EQ(decrypted(session_key, data), details);
    const std::string cancel =
        R"({"Irn":")" + std::string(64, '0') + R"(","CnlRsn":"1","CnlRem":"Duplicate"})";
    EXPECT_EQ(
        base64_encode(aes_ecb_encrypt(session_key, view_of(cancel))),
        "GIhOG99b+MPee6D5cDrWdpKWzYu7SpI0+JWGF0RN9RuSls2Lu0qSNPiVhhdETfUbkpbNi7tKkjT4lYYXRE31G6Vt1ifG98cFqC0P"
        "FCLBUszxfj7fjQmhe34055IK2BdsrAsuG7hbOFC7AQqdV9h1oA==");
}

TEST(Crypto, ReadsTheRecordedInvoiceSession) {
    const Bytes app_key = base64_decode("MDY2NzM1MTYyYWUwNjgzMDE2YmJkZmQ4MDAzMDZjMTI=").value();
    const Bytes session_key =
        aes_ecb_decrypt(
            app_key,
            base64_decode("90bckfxWIZMIpy9MLFfCJRb1TP8+SgkzQhjIOBgYSXSM9n3fO+MI1lDC9HXXpj6D").value())
            .value();
    EXPECT_EQ(base64_encode(session_key), "9lq1KeAZA8k7n6+haEYVKqW3ON6MSV4fxjUszhoqZkw=");
    EXPECT_EQ(
        decrypted(session_key,
                  "RpOudlXt4EkxjiU0xXmMqtil2a39t2w/ZtTYNUM9skq2zrl4FCBab9iHi0x9FrTMId3BcB4Dr0ycU7QUgt20AEif4P"
                  "7xoqot61loc4jBybZ0SYN6hEqmNkAWZfKmyChn8A7hCEwVdtYIiyaoD6r42Q=="),
        R"({"Irn":"f78753c3cecf4a348addb234636b8897c67565d7f6443ae7a1851a15231f96c8",)"
        R"("CancelDate":"2025-07-12 16:37:00"})");
}

TEST(Crypto, ReadsTheRecordedEwayBillSessionWhoseKeyIsAes192) {
    const Bytes app_key = base64_decode("066735162ae0683016bbdfd800306c12").value();
    ASSERT_EQ(app_key.size(), 24U);
    const Bytes session_key =
        aes_ecb_decrypt(
            app_key,
            base64_decode("IRO6LxXkrkb2QqmPT+POIU/LtN3Q3DHpYCr7+/i+KsDZ9FZifEGQD5N9BfnJbt/D").value())
            .value();
    EXPECT_EQ(base64_encode(session_key), "rEF84pU4A7iqkTtZqA8YxrDVvvuEM3K09MxqJuxbCm0=");
    EXPECT_EQ(
        decrypted(
            session_key,
            "prpw/6tgj/zOhcni4+0kHw6htQkxPDIKBZ4hjhLnzaojT8NZnjaXE+T/dkQiSFci8Taab02CIFEuomJYYs6sycFATpMlu"
            "sapu2JbDqUC1n0="),
        R"({"ewayBillNo":"621932918803","cancelDate":"09/07/2025 11:38:00 AM"})");
}

TEST(Crypto, RefusesWrongKeysLengthsAndPadding) {
    const Bytes key = counting_bytes(0);
    EXPECT_THROW(aes_ecb_encrypt(Bytes(31), key), std::invalid_argument);
    EXPECT_FALSE(aes_ecb_decrypt(key, Bytes(15)));
    EXPECT_FALSE(aes_ecb_decrypt(key, Bytes{}));
    EXPECT_FALSE(aes_ecb_decrypt(key, aes_ecb_encrypt(key, Bytes(32, 0), Padding::none)));
}

TEST(Base64, KnowsTheVectorsOfTheRfc) {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : vectors) {
        EXPECT_EQ(base64_encode(view_of(plain)), encoded);
        EXPECT_EQ(text_of(base64_decode(encoded).value()), plain);
    }
}

TEST(Base64, IsStrict) {
    for (const char* wrong : {"Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zm9v\n", "Zm 9v",
                              "Zh==", "Zm9=", "Zg==Zg==", "Zm-_", "%%%%"}) {
        EXPECT_FALSE(base64_decode(wrong)) << wrong;
    }
}

TEST(Random, MakesAlphanumericsOfTheLengthAskedFor) {
    const std::string text = random_alphanumerics(2000);
    EXPECT_EQ(text.size(), 2000U);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
              std::string::npos);
    EXPECT_NE(text, random_alphanumerics(2000));
}

}  // namespace
}  // namespace irp_sandbox
