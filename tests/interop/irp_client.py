#!/usr/bin/python3
"""An IRP client that shares no code with Tijori or the sandbox: standard library plus python3-cryptography.

It speaks NIC's authentication v1.04 and the encrypted GSTIN look-up, and serves two ends: as the independent
judge in run_interop.py, and by hand:

    irp_client.py --vectors                          check this implementation against recorded NIC data
    irp_client.py --sandbox DIR --user API_pushpak_blr   log in to a running sandbox and look up the own GSTIN

Passwords are read from DIR/accounts.json, never from the command line.
"""
import argparse
import base64
import http.client
import json
import os
import pathlib
import ssl
import sys
import urllib.parse

from cryptography.hazmat.primitives import padding as block_padding
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import load_pem_public_key

AUTH_PATH = "/eivital/v1.04/auth"
GSTIN_PATH = "/eivital/v1.04/Master/gstin/"
SYNC_GSTIN_PATH = "/eivital/v1.04/Master/syncgstin/"


# --- the ciphers of the protocol ------------------------------------------------------------------------------

def aes_encrypt(key: bytes, plain: bytes) -> bytes:
    padder = block_padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()


def aes_decrypt(key: bytes, cipher: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()
    unpadder = block_padding.PKCS7(128).unpadder()
    return unpadder.update(decryptor.update(cipher) + decryptor.finalize()) + unpadder.finalize()


def strict_base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def auth_json(user_name, password, app_key: str, force) -> bytes:
    """The payload in its exact byte form: compact, UTF-8, keys in this order."""
    return json.dumps({"UserName": user_name, "Password": password, "AppKey": app_key,
                       "ForceRefreshAccessToken": force},
                      separators=(",", ":"), ensure_ascii=False).encode()


def seal_auth(public_key, payload: bytes) -> str:
    """Base64 inside RSA inside base64: NIC encrypts the base64 characters of the JSON, not the JSON."""
    return base64.b64encode(public_key.encrypt(base64.b64encode(payload), rsa_padding.PKCS1v15())).decode()


# --- the client -----------------------------------------------------------------------------------------------

class IrpError(Exception):
    """A Status 0 answer."""

    def __init__(self, code, message, answer=None):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.answer = answer


class Session:
    def __init__(self, token, key, expiry, data):
        self.token, self.key, self.expiry, self.data = token, key, expiry, data


class HttpAnswer:
    def __init__(self, response, body):
        self.status, self.headers, self.body = response.status, response.headers, body

    def json(self):
        return json.loads(self.body)


class IrpClient:
    """One client id, one GSTIN, one API user."""

    def __init__(self, base_url, ca_file, public_key_file, client_id, client_secret, gstin, user_name, password,
                 header_style="_"):
        self.address = urllib.parse.urlsplit(base_url)
        self.tls = ssl.create_default_context(cafile=ca_file)
        self.public_key_file = public_key_file
        self.client_id, self.client_secret = client_id, client_secret
        self.gstin, self.user_name, self.password = gstin, user_name, password
        self.header_style = header_style
        self.session = None

    def client_headers(self):
        style = self.header_style
        return [(f"client{style}id", self.client_id), (f"client{style}secret", self.client_secret),
                ("Gstin" if style == "_" else "gstin", self.gstin)]

    def session_headers(self):
        return self.client_headers() + [(f"user{self.header_style}name", self.user_name),
                                        ("AuthToken", self.session.token)]

    def exchange(self, method, path, headers, body=None, connection=None) -> HttpAnswer:
        own = connection is None
        connection = connection or self.connect()
        try:
            connection.putrequest(method, path)
            for name, value in headers:
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Type", "application/json")
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return HttpAnswer(response, response.read())
        finally:
            if own:
                connection.close()

    def connect(self):
        return http.client.HTTPSConnection(self.address.hostname, self.address.port, context=self.tls, timeout=20)

    def send_auth(self, data, headers=None) -> HttpAnswer:
        body = json.dumps({"Data": data}).encode()
        return self.exchange("POST", AUTH_PATH, self.client_headers() if headers is None else headers, body)

    def seal(self, payload: bytes) -> str:
        key = load_pem_public_key(pathlib.Path(self.public_key_file).read_bytes())
        return seal_auth(key, payload)

    def authenticate(self, force=False, headers=None) -> Session:
        app_key = os.urandom(32)
        payload = auth_json(self.user_name, self.password, base64.b64encode(app_key).decode(), force)
        answer = open_envelope(self.send_auth(self.seal(payload), headers))
        data = answer["Data"]
        key = aes_decrypt(app_key, strict_base64(data["Sek"]))
        if len(key) != 32:
            raise ValueError(f"the session key has {len(key)} bytes")
        self.session = Session(data["AuthToken"], key, data.get("TokenExpiry"), data)
        return self.session

    def gstin_details(self, gstin=None, path=GSTIN_PATH, headers=None):
        answer = open_envelope(self.exchange("GET", path + (gstin or self.gstin),
                                             self.session_headers() if headers is None else headers))
        return json.loads(aes_decrypt(self.session.key, strict_base64(answer["Data"])))


def open_envelope(answer: HttpAnswer):
    if answer.status != 200:
        raise ValueError(f"HTTP {answer.status} instead of 200")
    envelope = answer.json()
    if envelope["Status"] != 1:
        first = envelope["ErrorDetails"][0]
        raise IrpError(first["ErrorCode"], first["ErrorMessage"], envelope)
    return envelope


# --- vectors --------------------------------------------------------------------------------------------------

def check_vectors():
    """Section 5 of the protocol page: one computed set, two recorded from real NIC systems."""
    app_key, session_key = bytes(range(32)), bytes(range(32, 64))
    payload = auth_json("API_demo01", "Demo@1234", base64.b64encode(app_key).decode(), False)
    assert len(payload) == 136
    assert base64.b64encode(payload).decode() == (
        "eyJVc2VyTmFtZSI6IkFQSV9kZW1vMDEiLCJQYXNzd29yZCI6IkRlbW9AMTIzNCIsIkFwcEtleSI6IkFBRUNBd1FGQmdjSUNRb0xEQTBPRHhB"
        "UkVoTVVGUllYR0JrYUd4d2RIaDg9IiwiRm9yY2VSZWZyZXNoQWNjZXNzVG9rZW4iOmZhbHNlfQ==")
    sek = "YaaTbk6PEBwcwfmTtUKg1OJ0Dor61OTRXQ1mGzguyomfO3UEkm+L024xGOkDpM1K"
    assert aes_decrypt(app_key, strict_base64(sek)) == session_key
    assert base64.b64encode(aes_encrypt(app_key, session_key)).decode() == sek
    data = "V9BIimSB1XDMTeHV1lK/Qxuj6k/jA69PgTe1G0ydyaKtp53s2EYsauLCHolSzyVV"
    assert aes_decrypt(session_key, strict_base64(data)) == b'{"Gstin":"27AAPFU0939F1ZV","Status":"ACT"}'
    cancel = b'{"Irn":"' + b"0" * 64 + b'","CnlRsn":"1","CnlRem":"Duplicate"}'
    assert base64.b64encode(aes_encrypt(session_key, cancel)).decode() == (
        "GIhOG99b+MPee6D5cDrWdpKWzYu7SpI0+JWGF0RN9RuSls2Lu0qSNPiVhhdETfUbkpbNi7tKkjT4lYYXRE31G6Vt1ifG98cFqC0PFCLBUszx"
        "fj7fjQmhe34055IK2BdsrAsuG7hbOFC7AQqdV9h1oA==")
    # Recorded, e-invoice
    key = aes_decrypt(strict_base64("MDY2NzM1MTYyYWUwNjgzMDE2YmJkZmQ4MDAzMDZjMTI="),
                      strict_base64("90bckfxWIZMIpy9MLFfCJRb1TP8+SgkzQhjIOBgYSXSM9n3fO+MI1lDC9HXXpj6D"))
    assert base64.b64encode(key) == b"9lq1KeAZA8k7n6+haEYVKqW3ON6MSV4fxjUszhoqZkw="
    assert json.loads(aes_decrypt(key, strict_base64(
        "RpOudlXt4EkxjiU0xXmMqtil2a39t2w/ZtTYNUM9skq2zrl4FCBab9iHi0x9FrTMId3BcB4Dr0ycU7QUgt20AEif4P7xoqot61loc4jBybZ0"
        "SYN6hEqmNkAWZfKmyChn8A7hCEwVdtYIiyaoD6r42Q=="))) == {
            "Irn": "f78753c3cecf4a348addb234636b8897c67565d7f6443ae7a1851a15231f96c8",
            "CancelDate": "2025-07-12 16:37:00"}
    # Recorded, e-way bill: a key of 24 decoded bytes makes it AES-192
    key = aes_decrypt(strict_base64("066735162ae0683016bbdfd800306c12"),
                      strict_base64("IRO6LxXkrkb2QqmPT+POIU/LtN3Q3DHpYCr7+/i+KsDZ9FZifEGQD5N9BfnJbt/D"))
    assert base64.b64encode(key) == b"rEF84pU4A7iqkTtZqA8YxrDVvvuEM3K09MxqJuxbCm0="


# --- by hand --------------------------------------------------------------------------------------------------

def account(accounts, user_name):
    for user in accounts["users"]:
        if user["username"] == user_name:
            return user
    raise SystemExit(f"no user {user_name} in accounts.json; it has "
                     + ", ".join(user["username"] for user in accounts["users"]))


def client_for(directory, user_name, kind=None, **changes):
    """A client (of another kind than IrpClient, if given) for a user of a running sandbox's accounts.json."""
    directory = pathlib.Path(directory)
    sandbox = json.loads((directory / "sandbox.json").read_text())
    accounts = json.loads((directory / "accounts.json").read_text())
    user = account(accounts, user_name)
    first = accounts["clients"][0]
    settings = dict(base_url=sandbox["base_url"], ca_file=sandbox["ca_file"],
                    public_key_file=sandbox["public_key_file"], client_id=first["client_id"],
                    client_secret=first["client_secret"], gstin=user["gstin"], user_name=user_name,
                    password=user["password"])
    settings.update(changes)
    return (kind or IrpClient)(**settings)


def main():
    parser = argparse.ArgumentParser(description="Independent IRP client (NIC v1.04).")
    parser.add_argument("--vectors", action="store_true", help="check the known vectors and stop")
    parser.add_argument("--sandbox", metavar="DIR", help="data directory of a running irp-sandbox")
    parser.add_argument("--user", default="API_pushpak_blr", help="API user name from DIR/accounts.json")
    arguments = parser.parse_args()
    if arguments.vectors:
        check_vectors()
        print("all vectors agree")
        return 0
    if not arguments.sandbox:
        parser.error("name the sandbox with --sandbox DIR, or use --vectors")
    client = client_for(arguments.sandbox, arguments.user)
    try:
        session = client.authenticate()
        print(f"logged in as {client.user_name}; the token is good until {session.expiry} IST")
        print(json.dumps(client.gstin_details(), indent=2, ensure_ascii=False))
    except IrpError as error:
        print(f"the IRP refused: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
