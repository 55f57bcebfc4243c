// format_test.cpp - the vectors of plugin/vault/FORMAT.md: a change of the format that nobody meant shows
// here. The values were computed by tests/vault/format_vectors.py, which shares no code with the vault.
#include <algorithm>

#include "vault_fixture.hpp"

namespace tijori::vault {
namespace {

Buffer from(unsigned char first, std::size_t size) {
    Buffer bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<unsigned char>(first + i);
    }
    return bytes;
}

const Buffer id = from(0x00, 16);
const Buffer vault_key = from(0x20, 32);
const Buffer name_key = from(0x40, 32);
constexpr std::string_view name = "credential/nic-1/production/29AAACP0029A1Z2";

constexpr std::string_view sealed_head =
    "707172737475767778797a7b5093998305db021df0f44c7d1f04b2a4c8a0ee578663c45f0a5fd99eaa73def285f5f969"
    "72f29a37362a3b7b598846668067338eaa282e427f2b3bba61627d99673abbc7ac513fffb0f90c1025582cbcf347adaf"
    "88158bcc5a4871639e6c03cc788a45bec95ba7e926cf02c7f6c1ccd951f97965d190ff49bf67ce398d19fda6cca4183b"
    "f3f34648c9a459e8ec94d6a38a66e7f32943353f6a37265f02f092156ccbcbd3a4d7a85de443784a9cee223ffbfbc77d"
    "2d6e01aff723e5ececd695d88b29c39b55d7447430e42ba36c559d881bd9af3a64de43ba33674104f3eab1e9c95f820c"
    "65d4a5895bbc153236ca19b86897245b2fafbc100dc5c796cb17fc7d2c25742bc4085dbf929931a592123ba1811aba23"
    "ffe875e22defa587b7d4ff408b46087814b004d949ab022f2d0b811109b79437398c5daf3258682cf930e7dde4af7bb9"
    "9f74eb3f4f9df8c29720c1828d2ee94c44ac7fe54b06b0c3a8146784d384008ac980ebf88fc5b7b8debb31f0497d0544"
    "16616cd5b8136637e1170f459d4dc0b9fd6135d25a95e63a675f75fb4be81fc80b2f7600b607862f773753eff8d8efa9"
    "b3058e36f5807f51a2a819435ef5dc8d54adc0080621decd9a72144cddee0de9164ee33754c4d3cf2364907a508d896c"
    "f09df8abd2a089d62ee04117ad333fd18bff2fa8735470e3d2ad5b7699e86097715f73787ab1a277edeb7dd0fecb8c61"
    "105eebc789546232b155015f665336597e7b5c3bf77895b5cfd5387c1b38ba141f7d81e701a807f900776b2b757f6a9c"
    "4d8533bfc601eb0ca5ff6e89deea35a94fe8eb958b3cb8c6fa95b5f3cc8bdec8971f37565e248d4e5b21e7044a2e23e1"
    "ac0672f14b3d61680a76ed653fd3f6d8f87410e0efdf9508ddbeab4ebeb5a2e79c539b6d1703fee161d8cacc0dd03720"
    "14918310b84da0bf40e72ffaf326d6b9fc01d890c6e1c505078427f7dad577383d3cd78fdae5b80f2a02e8f3f2932531"
    "4fe240b386c632394c6587c43b673808cd9b1f3d23461abe2d899362598f911381bf15c2608aad05d3a23be39572e1d7"
    "f085765f2c87555093c2c67794359b5454aba86b7c42fdfa5cbcc5f436bba708e8b320645bef5d35002a8a9f852410c7"
    "f0d399c726d1597b190e2b1ed049a78d39cc3398df795aa7bf40a9eb14b907097d2a38c58f0076e53d1f37bd8048a9ae"
    "0811c0f141848e06a760a819f1a301f2847b48b2ac61236bb22999bdbbe3945d750504a1f0efb466f222f4be7fdef050"
    "b48c75ee552d291f1530370d8691f142f5397c59f260d01cd9c57efa844a199ddef529624fddf90ff52dc871a5d1f09a"
    "6132d483a7825ba5eec97630f7f03ef069dd429355d08f12acb50477cac6a2e62f2d6014d582abc89c6a53688948a17d"
    "5dccc6807f1df4d04b04aecce34dcaca8a717234d2d5f56c8f679dfcd3b912bc4059f7a3770371c885399cfd9c278a99"
    "477ac92d0a9108a2eb9ecebc05215df1c07df83efa7b2ab44c67e75b20b888d249c2cb4ea039f1bb9d2adf704ba1f29c"
    "9020e255ed6e606d48d40d625ee6e7bd803c52dbecf4babe229e67e8c2f445aea2b85648a9b51d11a327318c8e4c06c8"
    "f971b9475ec97f432aecabdbce6eb8943279caa5a41b9c1a0fae594a327e0d878bf0e7c049d1f346e69a8bb4936e9f55"
    "9a06b978e8b2704c7d2e9dc9447b9d7977a9e5c2d9e9285c480f1c1fd942647e8e9f4a32b9730b5b4147cb93b06ddd57"
    "2c721218045b6bd1aca1130b12a2b4851f761c167611def7e7d05fc300c9d6b173bf3ad8bce034ab4409b193b6d262b8"
    "ea0b528799469e86528370f4773bad5681ef563018906ef5b9d95d71223169d28c3e6c5d1fa564071fb732a80dd04855"
    "63a9ccfbbf4911e8ae20efffc507b71b188e1658d3863faca583fe2c41ff1c1565f35779a56805203ef295acf303a03b"
    "db25a4f4b31910c7a6285034759a90305958f9fc94fb7a3fd9d50345623d56309cd924724c18ee3db773aa1f9c67269e"
    "28edb96153ad275b583c044cf8307ed4c38ee7edab969281d3d3e647d46ad4d4f9751023ae4f68ea3058c0902497b23f"
    "c80e344ca3bfa60072a7f2610fa8d32b6227b0ec9a9cb21a7c625331e9911df5d871fe6db2a95fa74e70573b2bb4b1bd"
    "dd94e58b1e3f0716b421cbf9ed8ca10b9c6778205aca8af9a4c036da4ac837d2288cfd7367fc35b6e62639bbd3044df7"
    "811331b485b31dc459d9cbfde72b63d4959b436367a41d60743df064343313752b97dcb442ab896adce49cef6526a8ab"
    "09b25dddd58f19fed95c6a1cd0f4d867ffccd6cc400c0a0ac7c72b6c498ae9e9e4385e6fce817de3bbddc3e0b1fae931"
    "4f8552763ace11d91dbf28da5f4b6e996e710f6441dc1893ab20ba3d7d8f5aa50c6aef97f2a8cd8552c8cfd38c2d9c96"
    "106cda4cb834106d1cd1fa67822a4d51c141fdc813b91d38fcadb722f910fdeb34eaa659d6b569267cfadc4f29715516"
    "f671eefec27f17a8ff3dc460ae2372d1faeb1cc9d00e3b8728bd518e011f847c138b67771f56fba8e067085bc2dcf6d6"
    "e81c1b3caca6fd2c023dea2d85d75e4f2927d0195577b9e2be1ab9ad4be28eff8d6f3704f4b9d1d44d8b8b111062f210"
    "e092368c902396d050775cbd9cb16cce79c45d22e96360ade6fed104878e004d931f9e59872388fe7840c80b3c6b8e68"
    "5900087b70b89bf6daceb737586dcaafe64da6c316223221beabdaf4bc627aa33479d97e179c8aa8f94e543a0d6f24f9"
    "7d78d3acea523d289d2813ad48cdee891e4ad444df1f843d6ede3ca392b47e2c28977aed7692de6d4e75b3f031dcd93a"
    "0732818b3d238f509a4159c0d35e670cd7757f14eaa39689c6345be93503657f9590cfb9498e8c2891d69e06643f7434"
    "c5ec851008c7346398daa703ecca1caf02b87c7e0b345f689b0b2164098a58f5af842974aaf8cbda6413a665f88c6292"
    "96f289c941ea06008bb12712b60c40deb3a382a1906d00713d0cd55a2500e50e3b57518e3859cdbbee63fcbcc16325ac"
    "e69bcda3853cdf8e71688fc2f4db60a39b7abcfb";

class FormatTest : public VaultTest {};

TEST_F(FormatTest, NamesAreBlindedAsSpecified) {
    const Sums sums(id, name_key);
    EXPECT_EQ(crypto::hex(sums.blinded(name)),
              "36f9d4bd21113854bee7124556590870cd56477d4befaab02633374af004af79");
    EXPECT_EQ(crypto::hex(sums.element({sums.blinded(name), 7, 1, from(0, 16)})),
              "d5ee480ab79170372af9f124b92bca11fd0ecee64448045f5e23f6c0a990fe66");
}

// A record that was sealed by other code opens.
TEST_F(FormatTest, ARecordOfOtherMakingOpens) {
    const EpochKeys keys(id, 1, SecretBytes(Bytes{vault_key}));
    const Sums sums(id, name_key);
    StoredRecord record;
    record.mark = {sums.blinded(name), 7, 1, *crypto::hex_decode("c6bb68d576ee0d70de132b75b5ee19ff")};
    record.sealed = *crypto::hex_decode(
        "707172737475767778797a7b19deaf260c044553bc27b8be1b8a05ba8d62fda873704c9f1532299bb0f7506580f409fef479"
        "7c96847018d9115c86813acd4f15ba6414fddc58e714c44f528dc195dc8219697f126a5503f4bb9540ecead0ccb9799f23a3"
        "0c5d7e77ffa225c82e9cd42c4c179afa407d70f3cbf49f3de0ab0ef0061771e23992c0a4ee07376a");
    const auto plain = keys.open_record(record);
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->name, name);
    EXPECT_EQ(text_of(plain->content), "Sample@29blr");
    record.mark.version = 8;
    EXPECT_FALSE(keys.open_record(record));
}

TEST_F(FormatTest, AHeadOfOtherMakingOpens) {
    const EpochKeys keys(id, 1, SecretBytes(Bytes{vault_key}));
    const auto bytes = keys.open_head({id, 1, 9, *crypto::hex_decode(sealed_head)});
    ASSERT_TRUE(bytes);
    const auto head = Head::decoded(bytes->bytes());
    ASSERT_TRUE(head);
    EXPECT_EQ(head->count, 1);
    EXPECT_EQ(head->audit_count, 2);
    EXPECT_EQ(head->written_at, 1790000000);
    EXPECT_TRUE(std::ranges::equal(head->name_key.bytes(), name_key));
}

// A slot that was made by other code opens, for a key that a host holds (32 bytes 6b).
TEST_F(FormatTest, ASlotOfOtherMakingOpens) {
    StoredSlot slot;
    slot.kind = 2;
    slot.parameters = from(0x60, 16);
    slot.public_key = *crypto::hex_decode("84e1217eec37999539f62214712c65574a31aa07b54dc531190e3c7f7bcd1a7e");
    slot.wrapped_key = *crypto::hex_decode(
        "493e82fc74464a59268817623d2053c5eb8e2cc4a988b4fee179ec6b010d531de2a5da7da58dca94e8d48ec2afea80dc98c3"
        "caf287154beba919fabf7a2caa3a75ef386559746683be1f180e76df57b8");
    slot.mac = *crypto::hex_decode("e5e712e78c6f923b30309029f07964e6d6d1210bc0883deee200b816b46882f6");
    const Result<SlotKey> key = SlotKey::derive(SlotKind::host_key, id, slot.parameters, host_key().bytes());
    ASSERT_TRUE(key);
    const auto opened = open_slot(slot, id, *key, 1);
    ASSERT_TRUE(opened);
    EXPECT_TRUE(std::ranges::equal(opened->bytes(), vault_key));
}

// A bucket's range holds its ids and no others, to the end of the space.
TEST_F(FormatTest, BucketsCoverAllIds) {
    for (const unsigned prefix : {0U, 1U, 15U, 16U, 63U, 64U, 4094U, 4095U}) {
        Buffer blinded(32, 0xAA);
        blinded[0] = static_cast<unsigned char>(prefix >> 4U);
        blinded[1] = static_cast<unsigned char>(((prefix & 0xFU) << 4U) | 0x5U);
        const Bucket bucket = Bucket::of(blinded);
        EXPECT_EQ(bucket.node * buckets_in_node + bucket.slot, prefix);
        EXPECT_LE(bucket.first(), blinded);
        EXPECT_TRUE(bucket.last().empty() || blinded < bucket.last());
    }
}

TEST_F(FormatTest, AddingAndSubtractingAreOpposite) {
    Buffer node = Sums::empty_node();
    const Buffer all(sum_size, 0xFF);
    const Buffer one = from(1, sum_size);
    Sums::add(node, 63, all);
    Sums::add(node, 63, one);
    Sums::subtract(node, 63, all);
    EXPECT_TRUE(std::equal(one.begin(), one.end(), node.end() - sum_size));
    Sums::subtract(node, 63, one);
    EXPECT_EQ(node, Sums::empty_node());
}

}  // namespace
}  // namespace tijori::vault
