"""What the tests of the examples share: a sandbox IRP, a plugin's data folder that knows it, and programs that are spoken
to as a person would."""
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "interop"))

from sandbox_process import SandboxProcess  # noqa: E402,F401

GSTIN, USER = "29AAACP0029A1Z2", "API_pushpak_blr"
PASSPHRASE = "six wary tigers audit the ledger"


def plugin_folder(root, sandbox):
    """A data folder whose providers are the shipped ones and the sandbox."""
    folder = root / "data"
    (folder / "providers").mkdir(parents=True, mode=0o700)
    shutil.copy(sandbox.directory / "provider-profile.json", folder / "providers" / "local-sandbox.json")
    return folder


def password_of(sandbox):
    return next(user["password"] for user in sandbox.accounts["users"] if user["username"] == USER)


class Conversation:
    """A minimal_host: it draws a page and asks; the answer is a line."""

    def __init__(self, *command):
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)
        self.everything = ""

    def until(self, prompt):
        """What it says up to its next prompt."""
        said = b""
        while not said.endswith(prompt.encode()):
            byte = self.process.stdout.read(1)
            if byte == b"":
                raise AssertionError(f"it ended without asking {prompt!r}; it said:\n{said.decode()}")
            said += byte
        self.everything += said.decode()
        return said.decode()

    def say(self, line):
        self.process.stdin.write(line.encode() + b"\n")

    def number_of(self, picture, label):
        """The number that stands before the control with this label."""
        found = re.search(rf"^ *(\d+) \[?{re.escape(label)}[\]:]", picture, re.MULTILINE)
        assert found, f"no control {label!r} in:\n{picture}"
        return found.group(1)

    def end(self):
        self.process.stdin.close()
        rest = self.process.stdout.read().decode()
        self.process.stdout.close()
        self.everything += rest
        return self.process.wait(timeout=30), rest
