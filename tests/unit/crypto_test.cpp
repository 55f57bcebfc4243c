// crypto_test.cpp - the primitives against published vectors, and their refusal of anything altered.
#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

#include "crypto/primitives.hpp"
#include "words.hpp"

namespace tijori::crypto {
namespace {

using tests::counting_bytes;

Buffer from_hex(std::string_view text) {
    return hex_decode(text).value();
}

std::string hkdf(const Buffer& key, const Buffer& salt, const Buffer& info, std::size_t size) {
    return hex(hkdf_sha256(key, salt, text_of(info), size).bytes());
}

// RFC 5869, appendix A, the three SHA-256 cases.
TEST(Hkdf, GivesTheRfcsOutput) {
    const Buffer key(22, 0x0B);
    EXPECT_EQ(hkdf(key, counting_bytes(0x00, 13), counting_bytes(0xF0, 10), 42),
              "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    EXPECT_EQ(hkdf(counting_bytes(0x00, 80), counting_bytes(0x60, 80), counting_bytes(0xB0, 80), 82),
              "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e"
              "09da3275600c2f"
              "09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
    EXPECT_EQ(hkdf(key, {}, {}, 42),
              "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

// Keys for different purposes must have nothing in common.
TEST(Hkdf, EveryInputMatters) {
    const Buffer key = counting_bytes(1);
    const std::string one = hkdf(key, counting_bytes(0, 16), {'a'}, 32);
    EXPECT_NE(one, hkdf(counting_bytes(2), counting_bytes(0, 16), {'a'}, 32));
    EXPECT_NE(one, hkdf(key, counting_bytes(1, 16), {'a'}, 32));
    EXPECT_NE(one, hkdf(key, counting_bytes(0, 16), {'b'}, 32));
    EXPECT_EQ(one, hkdf(key, counting_bytes(0, 16), {'a'}, 32));
}

// RFC 4231, section 4 (case 5 is about truncation, which we do not do).
TEST(Hmac, GivesTheRfcsOutput) {
    const auto mac = [](const Buffer& key, std::string_view message) {
        return hex(hmac_sha256(key, bytes_of(message)));
    };
    EXPECT_EQ(mac(Buffer(20, 0x0B), "Hi There"),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(mac({'J', 'e', 'f', 'e'}, "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(mac(Buffer(20, 0xAA), std::string(50, '\xDD')),
              "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    EXPECT_EQ(mac(counting_bytes(1, 25), std::string(50, '\xCD')),
              "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    EXPECT_EQ(mac(Buffer(131, 0xAA), "Test Using Larger Than Block-Size Key - Hash Key First"),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    EXPECT_EQ(mac(Buffer(131, 0xAA),
                  "This is a test using a larger than block-size key and a larger than block-size data. The "
                  "key needs to "
                  "be hashed before being used by the HMAC algorithm."),
              "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

// FIPS 180-4's examples.
TEST(Sha256, GivesTheStandardsOutput) {
    EXPECT_EQ(hex(sha256(bytes_of("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

struct GcmVector {
    std::string key, nonce, additional, plaintext, ciphertext, tag;
};

// The AES-256 cases with 96-bit nonces of McGrew and Viega's GCM paper, which NIST took over (13 to 16).
const std::vector<GcmVector> gcm_vectors{
    {std::string(64, '0'), std::string(24, '0'), "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {std::string(64, '0'), std::string(24, '0'), "", std::string(32, '0'), "cea7403d4d606b6e074ec5d3baf39d18",
     "d0d1c8a799996bf0265b98b5d48ab919"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf"
     "5aa0de657ba637b39"
     "1aafd255",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6"
     "393ba7a0abcc9f662"
     "898015ad",
     "b094dac5d93471bdec1a502270e3cc6c"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf"
     "5aa0de657ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6"
     "393ba7a0abcc9f662",
     "76fc6ece0f4e1768cddf8853bb2d551b"},
};

TEST(AesGcm, GivesThePublishedOutputBothWays) {
    for (const GcmVector& vector : gcm_vectors) {
        const Buffer key = from_hex(vector.key);
        const Buffer nonce = from_hex(vector.nonce);
        const Buffer additional = from_hex(vector.additional);
        const Buffer sealed = aes_gcm_seal(key, nonce, additional, from_hex(vector.plaintext));
        EXPECT_EQ(hex(sealed), vector.ciphertext + vector.tag);
        const auto opened = aes_gcm_open(key, nonce, additional, sealed);
        ASSERT_TRUE(opened);
        EXPECT_EQ(hex(opened->bytes()), vector.plaintext);
    }
}

// One flipped bit anywhere, one byte less, or another key: refused. The vault's promise stands on this.
TEST(AesGcm, NothingAlteredIsOpened) {
    const GcmVector& vector = gcm_vectors.back();
    const Buffer key = from_hex(vector.key);
    const Buffer nonce = from_hex(vector.nonce);
    const Buffer additional = from_hex(vector.additional);
    const Buffer sealed = from_hex(vector.ciphertext + vector.tag);
    const auto flipped = [](Buffer bytes, std::size_t bit) {
        bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] ^ (1U << (bit % 8)));
        return bytes;
    };
    ASSERT_TRUE(aes_gcm_open(key, nonce, additional, sealed));
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        ASSERT_FALSE(aes_gcm_open(key, nonce, additional, flipped(sealed, bit))) << bit;
    }
    for (std::size_t bit = 0; bit < key.size() * 8; ++bit) {
        ASSERT_FALSE(aes_gcm_open(flipped(key, bit), nonce, additional, sealed)) << bit;
    }
    for (std::size_t bit = 0; bit < nonce.size() * 8; ++bit) {
        ASSERT_FALSE(aes_gcm_open(key, flipped(nonce, bit), additional, sealed)) << bit;
    }
    for (std::size_t bit = 0; bit < additional.size() * 8; ++bit) {
        ASSERT_FALSE(aes_gcm_open(key, nonce, flipped(additional, bit), sealed)) << bit;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        ASSERT_FALSE(aes_gcm_open(key, nonce, additional, Bytes(sealed).first(size))) << size;
    }
    EXPECT_FALSE(aes_gcm_open(key, nonce, {}, sealed));
    EXPECT_FALSE(aes_gcm_open(key, {}, additional, sealed));
    EXPECT_FALSE(aes_gcm_open(key, counting_bytes(0, 16), additional, sealed));
}

// A key of another size would silently be another cipher.
TEST(AesGcm, TakesOnlyKeysAndNoncesOfItsSizes) {
    EXPECT_THROW((void)aes_gcm_seal(counting_bytes(0, 16), counting_bytes(0, 12), {}, {}),
                 std::runtime_error);
    EXPECT_THROW((void)aes_gcm_seal(counting_bytes(0, 32), counting_bytes(0, 8), {}, {}), std::runtime_error);
    EXPECT_THROW((void)aes_gcm_open(counting_bytes(0, 24), counting_bytes(0, 12), {}, Buffer(32)),
                 std::runtime_error);
}

// FIPS 197, appendix C, for the three key sizes: a server that unwraps with a shorter key picks another AES.
TEST(AesEcb, GivesTheStandardsOutput) {
    const Buffer block = from_hex("00112233445566778899aabbccddeeff");
    const std::map<std::size_t, std::string> expected{{16, "69c4e0d86a7b0430d8cdb78070b4c55a"},
                                                      {24, "dda97ca4864cdfe06eaf70a0ec0d7191"},
                                                      {32, "8ea2b7ca516745bfeafc49904b496089"}};
    for (const auto& [size, ciphertext] : expected) {
        const Buffer key = counting_bytes(0, size);
        const Buffer encrypted = aes_ecb_encrypt(key, block);
        ASSERT_EQ(encrypted.size(), 32U) << "a full block of padding follows a full block";
        EXPECT_EQ(hex(encrypted).substr(0, 32), ciphertext);
        EXPECT_EQ(hex(aes_ecb_decrypt(key, encrypted).value().bytes()), hex(block));
    }
}

TEST(AesEcb, EveryLengthComesBack) {
    const Buffer key = counting_bytes(0);
    for (std::size_t size = 0; size <= 64; ++size) {
        const Buffer plain = counting_bytes(7, size);
        EXPECT_EQ(hex(aes_ecb_decrypt(key, aes_ecb_encrypt(key, plain)).value().bytes()), hex(plain)) << size;
    }
}

TEST(AesEcb, WrongKeysLengthsAndPaddingAreRefused) {
    const Buffer key = counting_bytes(0);
    const Buffer encrypted = aes_ecb_encrypt(key, counting_bytes(7, 20));
    EXPECT_FALSE(aes_ecb_decrypt(key, {}));
    EXPECT_FALSE(aes_ecb_decrypt(key, Bytes(encrypted).first(31)));
    EXPECT_FALSE(aes_ecb_decrypt(key, Bytes(encrypted).first(16))) << "the block without padding";
    EXPECT_FALSE(aes_ecb_decrypt(counting_bytes(1), encrypted));
    EXPECT_FALSE(aes_ecb_decrypt(counting_bytes(0, 31), encrypted));
    EXPECT_FALSE(aes_ecb_decrypt({}, encrypted));
    EXPECT_THROW((void)aes_ecb_encrypt(counting_bytes(0, 20), {}), std::runtime_error);
}

// libsodium's own first vector (test/default/pwhash_argon2id.c; Argon2 v1.3, one lane).
TEST(Argon2id, GivesThePublishedOutput) {
    const Buffer password = from_hex(
        "a347ae92bce9f80f6f595a4480fc9c2fe7e7d7148d371e9487d75f5c23008ffae065577a928febd9b1973a5a95073acdbeb6"
        "a030cfc0d79caa2dc5cd"
        "011cef02c08da232d76d52dfbca38ca8dcbd665b17d1665f7cf5fe59772ec909733b24de97d6f58d220b20c60d7c07ec1fd9"
        "3c52c31020300c6c1fac"
        "d77937a597c7a6");
    const auto derived = argon2id(password, from_hex("5541fbc995d5c197ba290346d2c559de"),
                                  Argon2idCost{5, 7256678 / 1024}, 155);
    ASSERT_TRUE(derived);
    EXPECT_EQ(hex(derived->bytes()),
              "18acec5d6507739f203d1f5d9f1d862f7c2cdac4f19d2bdff64487e60d969e3ced615337b9eec6ac4461c6ca07f093"
              "9741e57c24d0005c7ea171"
              "a0ee1e7348249d135b38f222e4dad7b9a033ed83f5ca27277393e316582033c74affe2566a2bea47f91f0fd9fe49ec"
              "e7e1f79f3ad6e9b23e0277"
              "c8ecc4b313225748dd2a80f5679534a0700e246a79a49b3f74eb89ec6205fe1eeb941c73b1fcf1");
}

TEST(Argon2id, EveryInputMatters) {
    const Argon2idCost cost{1, 64};
    const Buffer salt = counting_bytes(0, argon2id_salt_size);
    const auto derive = [&](std::string_view password, const Buffer& with, const Argon2idCost& at) {
        return hex(argon2id(bytes_of(password), with, at).value().bytes());
    };
    const std::string one = derive("passphrase", salt, cost);
    EXPECT_EQ(one, derive("passphrase", salt, cost));
    EXPECT_NE(one, derive("passphrasf", salt, cost));
    EXPECT_NE(one, derive("passphrase", counting_bytes(1, argon2id_salt_size), cost));
    EXPECT_NE(one, derive("passphrase", salt, {2, 64}));
    EXPECT_NE(one, derive("passphrase", salt, {1, 65}));
    EXPECT_NE(one, derive("", salt, cost)) << "an empty passphrase is weak but not an error here";
    EXPECT_THROW((void)argon2id(bytes_of("x"), counting_bytes(0, 8), cost), std::runtime_error);
}

// RFC 4648, section 10, and the two characters that its URL variant replaces.
TEST(Base64, WritesAndReadsTheRfcsVectors) {
    const std::map<std::string, std::string> vectors{{"", ""},
                                                     {"f", "Zg=="},
                                                     {"fo", "Zm8="},
                                                     {"foo", "Zm9v"},
                                                     {"foob", "Zm9vYg=="},
                                                     {"fooba", "Zm9vYmE="},
                                                     {"foobar", "Zm9vYmFy"},
                                                     {"\xFB\xFF", "+/8="}};
    for (const auto& [plain, text] : vectors) {
        EXPECT_EQ(base64(bytes_of(plain)), text);
        EXPECT_EQ(base64_secret(bytes_of(plain)).view(), text);
        ASSERT_TRUE(base64_decode(text)) << text;
        EXPECT_EQ(text_of(*base64_decode(text)), plain);
        EXPECT_EQ(base64_decode_secret(text).value().view(), plain);
    }
}

// One text for one value: what is lenient here lets two different texts be the same key.
TEST(Base64, ReadsNothingElse) {
    for (const std::string_view bad :
         {std::string_view("Zg"), std::string_view("Zg="), std::string_view("Zg==="),
          std::string_view("Zh=="), std::string_view("Zm9="), std::string_view("Zm9v\n"),
          std::string_view(" Zm9v"), std::string_view("Zm 9v"), std::string_view("Zm-v"),
          std::string_view("Zm_v"), std::string_view("Zm9v*"), std::string_view("Z"), std::string_view("="),
          std::string_view("===="), std::string_view("Zg==Zg=="), std::string_view("Zm9v\0", 5),
          std::string_view("\xC3\xA4==")}) {
        EXPECT_FALSE(base64_decode(bad)) << bad;
        EXPECT_FALSE(base64_decode_secret(bad)) << bad;
    }
}

TEST(Hex, ReadsWhatItWritesAndNothingElse) {
    EXPECT_EQ(hex(counting_bytes(0xFE, 3)), "feff00");
    EXPECT_EQ(hex({}), "");
    EXPECT_EQ(hex(hex_decode("feFF00").value()), "feff00");
    for (const char* bad : {"f", "fg", "fe ff", "0x00", "fe:ff", "zz"}) {
        EXPECT_FALSE(hex_decode(bad)) << bad;
    }
}

TEST(Random, IsNotTheSameTwice) {
    EXPECT_EQ(random_bytes(24).size(), 24U);
    EXPECT_NE(random_bytes(24), random_bytes(24));
    EXPECT_TRUE(random_bytes(0).empty());
}

}  // namespace
}  // namespace tijori::crypto
