#!/usr/bin/env python3
"""Computes the vectors of plugin/vault/FORMAT.md from its text alone (python3-cryptography; no code of the vault), and checks
that format_test.cpp and FORMAT.md hold them: `format_vectors.py TEST.cpp FORMAT.md`. Without arguments it prints them."""
import hashlib
import hmac as hmac_module
import re
import struct
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ID, VAULT_KEY, NAME_KEY = bytes(range(16)), bytes(range(0x20, 0x40)), bytes(range(0x40, 0x60))
NAME = b"credential/nic-1/production/29AAACP0029A1Z2"
NONCE = bytes(range(0x70, 0x7C))  # fixed here; random in a vault


def hkdf(key, salt, info):
    return HKDF(hashes.SHA256(), 32, salt, info.encode()).derive(key)


def hmac(key, message):
    return hmac_module.new(key, message, hashlib.sha256).digest()


def i64(value):
    return struct.pack("<q", value)


def text(value):
    return i64(len(value)) + value


def bind(what, number, epoch=1):
    return ID + text(what.encode()) + i64(epoch) + i64(number)


def seal(key, additional, plaintext):
    return NONCE + AESGCM(key).encrypt(NONCE, plaintext, additional)


# ---- XSalsa20-Poly1305 sealed box, from its published parts, for the one vector that needs it

def salsa_rounds(state, feed):
    def rotate(v, n):
        return ((v << n) | (v >> (32 - n))) & 0xFFFFFFFF

    x = list(state)
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11),
                           (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14)):
            x[b] ^= rotate((x[a] + x[d]) & 0xFFFFFFFF, 7)
            x[c] ^= rotate((x[b] + x[a]) & 0xFFFFFFFF, 9)
            x[d] ^= rotate((x[c] + x[b]) & 0xFFFFFFFF, 13)
            x[a] ^= rotate((x[d] + x[c]) & 0xFFFFFFFF, 18)
    return [(v + s) & 0xFFFFFFFF for v, s in zip(x, state)] if feed else x


def salsa_state(key, middle):
    sigma = struct.unpack("<4I", b"expand 32-byte k")
    k = struct.unpack("<8I", key)
    n = struct.unpack("<4I", middle)
    return [sigma[0], *k[:4], sigma[1], *n, sigma[2], *k[4:], sigma[3]]


def hsalsa20(key, nonce16):
    x = salsa_rounds(salsa_state(key, nonce16), False)
    return struct.pack("<8I", x[0], x[5], x[10], x[15], x[6], x[7], x[8], x[9])


def xsalsa20_stream(key, nonce24, size):
    subkey = hsalsa20(key, nonce24[:16])
    stream = b""
    for block in range(size // 64 + 1):
        state = salsa_state(subkey, nonce24[16:] + struct.pack("<Q", block))
        stream += struct.pack("<16I", *salsa_rounds(state, True))
    return stream[:size]


def poly1305(key, message):
    from cryptography.hazmat.primitives.poly1305 import Poly1305
    return Poly1305.generate_tag(key, message)


def raw(key):
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def sealed_box(ephemeral, recipient_public, plaintext):
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    shared = hsalsa20(ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient_public)), bytes(16))
    nonce = hashlib.blake2b(raw(ephemeral) + recipient_public, digest_size=24).digest()
    stream = xsalsa20_stream(shared, nonce, 32 + len(plaintext))
    ciphertext = bytes(a ^ b for a, b in zip(plaintext, stream[32:]))
    return raw(ephemeral) + poly1305(stream[:32], ciphertext) + ciphertext


def vectors():
    names, set_key = (hkdf(NAME_KEY, ID, "tijori/2/" + part) for part in ("names", "set"))
    blinded = hmac(names, NAME)
    element = hmac(set_key, b"record--" + blinded + i64(7) + bytes(range(16)))
    bound = bind("record", 7) + blinded
    plaintext = text(NAME) + text(b"Sample@29blr")
    plaintext += bytes(-len(plaintext) % 128)
    record = seal(hkdf(hkdf(VAULT_KEY, ID, "tijori/2/records"), bound, "tijori/2/record"), bound, plaintext)
    head = (b"TIJORI-HEAD-2\n\n\n" + i64(1) + i64(2) + bytes(32) + NAME_KEY + i64(1790000000) + bytes(64 * 32))
    head_key = hkdf(hkdf(VAULT_KEY, ID, "tijori/2/head"), i64(9), "tijori/2/head-of-generation")
    salt = bytes(range(0x60, 0x70))
    slot_key = hkdf(b"k" * 32, ID + salt, "tijori/2/slot/host-key")
    seed = hkdf(slot_key, ID, "tijori/2/slot/box")
    private = X25519PrivateKey.from_private_bytes(hashlib.sha512(seed).digest()[:32])
    public = raw(private)
    wrapped = sealed_box(X25519PrivateKey.from_private_bytes(bytes(range(0x80, 0xA0))), public, VAULT_KEY)
    mac = hmac(hkdf(slot_key, ID, "tijori/2/slot/mac"), ID + i64(2) + i64(1) + text(salt) + text(public) + text(wrapped))
    return {"blinded id of " + NAME.decode(): blinded, "element": element, "record, version 7: sealed": record[:-16],
            "record, version 7: tag": record[-16:], "head of generation 9": seal(head_key, bind("head", 9), head),
            "slot of a host key of 32 bytes 6b, salt 60 … 6f: public key": public,
            "the same slot: wrapped key": wrapped, "the same slot: MAC": mac}


if __name__ == "__main__":
    made = vectors()
    if len(sys.argv) == 1:
        for label, value in made.items():
            print(label, value.hex())
        sys.exit(0)
    missing = []
    for path in sys.argv[1:]:
        content = re.sub(r'[\s"]', "", open(path, encoding="utf-8").read())
        # A head of 2 KiB is shown by its digest in the text.
        for label, value in made.items():
            shown = {value.hex(), hashlib.sha256(value).hexdigest()}
            if not any(one in content for one in shown):
                missing.append(f"{path}: {label}")
    sys.exit("vectors that differ or are missing:\n" + "\n".join(missing) if missing else 0)
