"""Clients for the IRP's siblings, on top of irp_client.py: authentication v1.03, the e-way bill system, the gateway,
and the e-invoicing calls. Like that file, it shares no code with Tijori or the sandbox.
"""
import base64
import hashlib
import hmac
import json
import os
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from irp_client import IrpClient, IrpError, Session, aes_decrypt, aes_encrypt, open_envelope, strict_base64

LEGACY_AUTH_PATH = "/eivital/v1.03/auth"
EWB_AUTH_PATH = "/ewaybillapi/v1.03/auth"
EWB_PATH = "/ewaybillapi/v1.03/ewayapi"
EWB_GSTIN_PATH = "/ewaybillapi/v1.03/Master/GetGSTINDetails?GSTIN="
INVOICE_PATH = "/eicore/v1.03/Invoice"
IRN_EWB_PATH = "/eiewb/v1.03/ewaybill"


class LegacyClient(IrpClient):
    """v1.03: two blocks of RSA, over the password's bytes and the app key's."""

    def encrypt(self, plain: bytes) -> str:
        key = load_pem_public_key(pathlib.Path(self.public_key_file).read_bytes())
        return base64.b64encode(key.encrypt(plain, rsa_padding.PKCS1v15())).decode()

    def send_legacy(self, data, headers=None):
        body = json.dumps({"data": data}, ensure_ascii=False).encode()
        headers = self.client_headers() if headers is None else headers
        return self.exchange("POST", LEGACY_AUTH_PATH, headers, body)

    def authenticate(self, force=False, headers=None, **changes):
        app_key = os.urandom(32)
        data = {"UserName": self.user_name, "Password": self.encrypt(self.password.encode()),
                "AppKey": self.encrypt(app_key), "ForceRefreshAccessToken": force}
        data.update(changes)
        answer = open_envelope(self.send_legacy(data, headers))["Data"]
        self.session = Session(answer["AuthToken"], aes_decrypt(app_key, strict_base64(answer["Sek"])),
                               answer["TokenExpiry"], answer)
        return self.session


class EwbError(IrpError):
    pass


def open_ewb(answer):
    """The e-way bill system's envelope; its errors are codes without words, in JSON in base64."""
    if answer.status != 200:
        raise ValueError(f"HTTP {answer.status} instead of 200")
    envelope = answer.json()
    if envelope["status"] != "1":
        if envelope["status"] != "0":
            raise ValueError(f"status is {envelope['status']!r}")
        raise EwbError(json.loads(strict_base64(envelope["error"]))["errorCodes"], "", envelope)
    return envelope


class EwbClient(IrpClient):
    """The e-way bill system's v1.03."""

    def client_headers(self):
        return [("client-id", self.client_id), ("client-secret", self.client_secret), ("Gstin", self.gstin)]

    def session_headers(self):
        return self.client_headers() + [("authtoken", self.session.token)]

    def auth_body(self, app_key: str, **changes):
        payload = {"action": "ACCESSTOKEN", "username": self.user_name, "password": self.password, "app_key": app_key}
        payload.update(changes)
        return json.dumps({"Data": self.seal(json.dumps(payload, separators=(",", ":")).encode())}).encode()

    def authenticate(self, app_key=None, headers=None, **changes):
        app_key = app_key or base64.b64encode(os.urandom(32)).decode()
        headers = self.client_headers() if headers is None else headers
        answer = open_ewb(self.exchange("POST", EWB_AUTH_PATH, headers, self.auth_body(app_key, **changes)))
        key = aes_decrypt(strict_base64(app_key), strict_base64(answer["sek"]))
        self.session = Session(answer["authtoken"], key, None, answer)
        return self.session

    def act(self, action, order):
        data = base64.b64encode(aes_encrypt(self.session.key, json.dumps(order).encode())).decode()
        answer = open_ewb(self.exchange("POST", EWB_PATH, self.session_headers(),
                                        json.dumps({"action": action, "data": data}).encode()))
        return json.loads(aes_decrypt(self.session.key, strict_base64(answer["data"])))

    def get(self, path, headers=None):
        headers = self.session_headers() if headers is None else headers
        return self.open_get(open_ewb(self.exchange("GET", path, headers)))

    def open_get(self, answer):
        """A key of its own for this answer, and an authentication code over the base64 that it encrypts."""
        rek = aes_decrypt(self.session.key, strict_base64(answer["rek"]))
        if len(rek) != 32:
            raise ValueError(f"rek has {len(rek)} bytes")
        encoded = aes_decrypt(rek, strict_base64(answer["data"]))
        expected = base64.b64encode(hmac.new(rek, encoded, hashlib.sha256).digest()).decode()
        if not hmac.compare_digest(expected, answer["hmac"]):
            raise ValueError("the authentication code does not fit")
        return json.loads(base64.b64decode(encoded, validate=True))


class InvoiceClient(IrpClient):
    """v1.04, with the e-invoicing calls."""

    def post(self, path, order, connection=None):
        """The decrypted answer and InfoDtls."""
        data = base64.b64encode(aes_encrypt(self.session.key, json.dumps(order, ensure_ascii=False).encode())).decode()
        answer = open_envelope(self.exchange("POST", path, self.session_headers(),
                                             json.dumps({"Data": data}).encode(), connection))
        return json.loads(aes_decrypt(self.session.key, strict_base64(answer["Data"]))), answer["InfoDtls"]

    def get(self, path):
        answer = open_envelope(self.exchange("GET", path, self.session_headers()))
        return json.loads(aes_decrypt(self.session.key, strict_base64(answer["Data"])))


class GatewayClient(InvoiceClient):
    """Behind a pass-through gateway: other paths, a token of the gateway's, no client headers."""

    gateway_token = ""

    def client_headers(self):
        return [("X-CT-Auth-Token", self.gateway_token), ("Gstin", self.gstin)]

    def exchange(self, method, path, headers, body=None, connection=None):
        for inner, outer in (("/eivital/", "vital"), ("/eicore/", "core"), ("/eiewb/", "ewb")):
            path = path.replace(inner, f"/einv-gsp/{outer}/")
        return super().exchange(method, path, headers, body, connection)


def jwt_claims(token, certificate_file):
    """The claims of a JSON Web Token signed with RS256, after checking the signature with the published certificate."""
    head, claims, signature = token.split(".")
    certificate = x509.load_pem_x509_certificate(pathlib.Path(certificate_file).read_bytes())
    certificate.public_key().verify(url_base64(signature), f"{head}.{claims}".encode(), rsa_padding.PKCS1v15(),
                                    hashes.SHA256())
    header = json.loads(url_base64(head))
    if header["alg"] != "RS256" or header["typ"] != "JWT":
        raise ValueError(f"header is {header}")
    thumbprint = base64.urlsafe_b64encode(certificate.fingerprint(hashes.SHA1())).decode().rstrip("=")
    if header["x5t"] != thumbprint:
        raise ValueError("x5t does not name the published certificate")
    return json.loads(url_base64(claims))


def url_base64(text):
    if "=" in text or "+" in text or "/" in text:
        raise ValueError("not URL-safe base64 without padding")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
