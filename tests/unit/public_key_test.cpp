// public_key_test.cpp - the IRP's public key in the forms in which portals hand it out, and everything else
// that people paste there instead.
#include <gtest/gtest.h>

#include "crypto/primitives.hpp"
#include "keys.hpp"
#include "words.hpp"

namespace tijori::crypto {
namespace {

using tests::contains;
using tests::expect_plain_words;
using tests::rsa_2048;

std::string bare_base64() {
    return base64(tests::public_der(rsa_2048()));
}

std::string fingerprint_of_test_key() {
    return hex(sha256(tests::public_der(rsa_2048())));
}

void expect_test_key(const std::string& text) {
    const auto key = RsaPublicKey::parse(text);
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_EQ(key->bits(), 2048);
    EXPECT_EQ(key->fingerprint(), fingerprint_of_test_key());
}

void expect_refused(const std::string& text, const std::string& because) {
    const auto key = RsaPublicKey::parse(text);
    ASSERT_FALSE(key) << because;
    EXPECT_EQ(key.error().status, ACCT_ERROR_CONFIGURATION);
    EXPECT_EQ(key.error().code, "PUBLIC-KEY");
    EXPECT_TRUE(contains(key.error().message, because)) << key.error().message;
    EXPECT_TRUE(contains(key.error().next_step, "portal"));
    expect_plain_words(key.error());
}

TEST(PublicKey, PemIsRead) {
    const std::string pem = tests::public_pem(rsa_2048());
    expect_test_key(pem);
    expect_test_key("  \r\n" + pem + "\n\n");
    std::string windows;
    for (const char c : pem) {
        windows += c == '\n' ? "\r\n" : std::string(1, c);
    }
    expect_test_key(windows);
}

TEST(PublicKey, CertificateIsRead) {
    const auto identity = tests::self_signed(rsa_2048(), {});
    expect_test_key(tests::certificate_pem(identity.certificate));
}

// A key is a key: an IRP that let the certificate around it run out still decrypts with it.
TEST(PublicKey, ExpiredCertificateIsRead) {
    const auto identity = tests::self_signed(rsa_2048(), {"Old", "", -7200, -3600, false});
    expect_test_key(tests::certificate_pem(identity.certificate));
}

TEST(PublicKey, BareBase64IsRead) {
    expect_test_key(bare_base64());
    std::string wrapped;
    for (std::size_t at = 0; at < bare_base64().size(); at += 64) {
        wrapped += bare_base64().substr(at, 64) + "\r\n";
    }
    expect_test_key(wrapped);
}

// A private key in a profile is a mishap that must be told, and not be worked with.
TEST(PublicKey, PrivateKeyIsRefusedAndNotRepeated) {
    const std::string pem = tests::private_pem(rsa_2048());
    expect_refused(pem, "this is a private key");
    expect_refused(pem + tests::public_pem(rsa_2048()), "this is a private key");
    EXPECT_FALSE(contains(RsaPublicKey::parse(pem).error().message, pem.substr(40, 20)));
}

TEST(PublicKey, EcKeyIsRefused) {
    const auto key = tests::make_ec_key();
    expect_refused(tests::public_pem(key), "not an RSA key");
    expect_refused(base64(tests::public_der(key)), "not an RSA key");
    expect_refused(tests::certificate_pem(tests::self_signed(key, {}).certificate), "not an RSA key");
}

TEST(PublicKey, ShortKeyIsRefused) {
    expect_refused(tests::public_pem(tests::make_rsa_key(1024)), "1024 bits");
}

TEST(PublicKey, GarbageIsRefused) {
    const std::string neither = "neither a PEM public key";
    expect_refused("", "it is empty");
    expect_refused(" \n ", "it is empty");
    expect_refused("hello", neither);
    expect_refused("https://einvoice1.gst.gov.in/key", neither);
    expect_refused("-----BEGIN PUBLIC KEY-----\nbm90IGEga2V5\n-----END PUBLIC KEY-----\n", neither);
    expect_refused("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", neither);
    expect_refused(base64(bytes_of("thirty-two bytes that are no key")), neither);
    expect_refused(std::string("\0\0\0", 3), neither);
    expect_refused(std::string(66000, 'A'), "longer than any key");
    expect_refused(tests::public_pem(rsa_2048()).substr(27), neither);
}

// The usual accident: the end of a long line was not copied. No cut may give a key, not even another one.
TEST(PublicKey, TruncatedKeyIsRefused) {
    const std::string text = bare_base64();
    for (std::size_t size = 1; size < text.size(); ++size) {
        EXPECT_FALSE(RsaPublicKey::parse(text.substr(0, size))) << size;
    }
    const std::string pem = tests::public_pem(rsa_2048());
    for (std::size_t lost = 2; lost < 80; ++lost) {
        EXPECT_FALSE(RsaPublicKey::parse(pem.substr(0, pem.size() - lost))) << lost;
    }
    std::string without_a_line = pem;
    without_a_line.erase(pem.find('\n') + 1, 65);
    EXPECT_FALSE(RsaPublicKey::parse(without_a_line));
}

TEST(PublicKey, EncryptsAsMuchAsItsPaddingLeaves) {
    const auto key = RsaPublicKey::parse(tests::public_pem(rsa_2048()));
    ASSERT_TRUE(key);
    const std::string most(245, 'm');
    const auto encrypted = key->encrypt(bytes_of(most));
    ASSERT_TRUE(encrypted);
    EXPECT_EQ(encrypted->size(), 256U);
    EXPECT_EQ(tests::rsa_decrypt(rsa_2048(), *encrypted), most);
    EXPECT_NE(*encrypted, key->encrypt(bytes_of(most)).value()) << "the padding is random";
    EXPECT_FALSE(key->encrypt(bytes_of(most + "m")));
}

}  // namespace
}  // namespace tijori::crypto
