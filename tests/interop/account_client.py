"""A client of the sandbox's account side that shares no code with Tijori or the sandbox: standard library only."""
import json

from irp_client import IrpError, client_for

ACCOUNT_PATH = "/sandbox/account/"


class AccountClient:
    """Somebody at the portal, signed in or not."""

    def __init__(self, sandbox):
        # For its connections only: the account side asks for none of a client's headers.
        self.sandbox, self.transport = sandbox, client_for(sandbox.directory, "API_pushpak_blr")
        self.session = None

    def exchange(self, method, path, body=None):
        headers = [] if self.session is None else [("Account-Session", self.session)]
        return self.transport.exchange(method, ACCOUNT_PATH + path, headers,
                                       None if body is None else json.dumps(body).encode())

    def call(self, method, path, body=None):
        """The Data of a success; IrpError for a refusal."""
        answer = self.exchange(method, path, body)
        if answer.status != 200:
            raise ValueError(f"HTTP {answer.status} instead of 200")
        envelope = answer.json()
        if envelope["Status"] != 1:
            first = envelope["ErrorDetails"][0]
            raise IrpError(first["ErrorCode"], first["ErrorMessage"], envelope)
        return envelope["Data"]

    def post(self, path, **body):
        return self.call("POST", path, body)

    def sign_in(self, gstin, password):
        data = self.post("login", gstin=gstin, password=password)
        self.session = data["session"]
        return data

    def sign_in_as_in_accounts(self, gstin):
        entry = next(one for one in self.sandbox.accounts["portal_accounts"] if one["gstin"] == gstin)
        return self.sign_in(gstin, entry["password"])

    def credentials(self):
        return self.call("GET", "api-credentials")

    def code(self, otp_id):
        """What a phone would show."""
        codes = self.sandbox.admin("/one-time-codes", method="GET")["codes"]
        return next(one["otp"] for one in codes if one["otp_id"] == otp_id)

    def verified(self, purpose):
        otp_id = self.post("otp", purpose=purpose)["otp_id"]
        self.post("otp/verify", otp_id=otp_id, otp=self.code(otp_id))
        return otp_id
