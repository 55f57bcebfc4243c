"""What all checks of run_interop.py share: the list of checks, comparisons, and the running sandbox."""
import base64
import datetime
import os
import pathlib

from irp_client import IrpError, client_for
from sandbox_process import SandboxProcess

CHECKS = []
IST = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
GOOD_USER = "API_pushpak_blr"


def check(function):
    CHECKS.append(function)
    return function


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def refused(code, action, *arguments, **named):
    try:
        action(*arguments, **named)
    except IrpError as error:
        equal(error.code, code)
        return error
    raise AssertionError(f"expected error {code}, but it succeeded")


def random_app_key():
    return base64.b64encode(os.urandom(32)).decode()


def code_of(answer):
    equal(answer.status, 200)
    envelope = answer.json()
    equal(envelope["Status"], 0)
    return envelope["ErrorDetails"][0]["ErrorCode"]


class World:
    """One running sandbox and clients for its users."""

    def __init__(self, binary, root):
        self.binary, self.root, self.starts = binary, pathlib.Path(root), 0
        self.sandbox = self.start("main")

    def start(self, name, *options):
        return SandboxProcess(self.binary, self.root / name, *options)

    def client(self, user=GOOD_USER, **changes):
        return client_for(self.sandbox.directory, user, **changes)

    def begin(self):
        """Every check starts with no faults, no tokens and counters at zero."""
        self.sandbox.admin("/fault/clear")
        self.sandbox.admin("/tokens/revoke")
        self.sandbox.admin("/counters/reset")
