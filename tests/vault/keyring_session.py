#!/usr/bin/env python3
"""Runs keyring_live_tests in every circumstance that a keyring can be in: each on a D-Bus session and in a home folder of its
own, so that nobody's own keyring is touched.

    keyring_session.py KEYRING_LIVE_TESTS

Ends with 77 ("skipped") if a program that it needs is not installed.
"""

import base64
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VAULT_ONE = "00112233445566778899aabbccddeeff"
VAULT_DAMAGED = "dadadadadadadadadadadadadadadada"
SECRET = base64.b64encode(b"c" * 32).decode()
PASSWORD = "password of the test's keyring"
LOGIN = "/org/freedesktop/secrets/collection/login"

# A bus that starts no programs by itself: what is installed on this computer must not answer.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""


class Session:
    """A session bus with a home folder; `with` ends all that was started in it."""

    def __init__(self, program, home):
        self.program, self.home, self.running = program, home, []
        (home / "run").mkdir(mode=0o700, exist_ok=True)
        (home / "bus.conf").write_text(BUS.format(folder=home / "run"))
        keep = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG") or name.endswith("SAN_OPTIONS")}
        self.environment = {**keep, "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run")}

    def __enter__(self):
        bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={self.home / 'bus.conf'}", "--nofork", "--print-address"],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.running.append(bus)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def gnome_keyring(self, unlock):
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        process = subprocess.Popen(command + (["--unlock"] if unlock else []), env=self.environment, stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        process.stdin.write(PASSWORD if unlock else "")
        process.stdin.close()
        self.running.append(process)
        deadline = time.monotonic() + 20
        while not self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.GetNameOwner",
                            "string:org.freedesktop.secrets"):
            assert time.monotonic() < deadline, "GNOME Keyring does not start"
            time.sleep(0.05)

    def fake_keyring(self, outcome):
        process = subprocess.Popen(["/usr/bin/python3", "-B", str(HERE / "fake_keyring.py"), outcome, VAULT_ONE, SECRET],
                                   env=self.environment, stdout=subprocess.PIPE, text=True)
        self.running.append(process)
        assert process.stdout.readline() == "ready\n", "the fake keyring does not start"
        return process

    def call(self, name, path, method, *arguments):
        return subprocess.run(["dbus-send", "--session", "--print-reply", f"--dest={name}", path, method, *arguments],
                              env=self.environment, capture_output=True, check=False).returncode == 0

    def run(self, group, **environment):
        ended = subprocess.run([self.program, f"--gtest_filter={group}.*", "--gtest_brief=1"], text=True, check=False,
                               env={**self.environment, **environment}, timeout=30, capture_output=True)
        output = ended.stdout + ended.stderr
        good = ended.returncode == 0 and " 0 tests" not in output
        print(f"{group}: {'good' if good else f'FAILED (ended with {ended.returncode})'}", flush=True)
        if not good:
            print(output)
            sys.exit(1)


def new_home(scratch, name):
    home = scratch / name
    home.mkdir(mode=0o700)
    return home


def main():
    needed = ("dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool")
    missing = [program for program in needed if shutil.which(program) is None]
    if subprocess.run(["/usr/bin/python3", "-c", "import gi, ctypes; ctypes.CDLL('libsecret-1.so.0')"], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        missing.append("libsecret-1.so.0 or python3-gi")
    if missing:
        print("not installed: " + ", ".join(missing))
        sys.exit(77)
    program = str(Path(sys.argv[1]).resolve())

    with tempfile.TemporaryDirectory(prefix="tijori-keyring-") as scratch:
        scratch = Path(scratch)

        with Session(program, new_home(scratch, "none")) as session:
            no_library = scratch / "no-library"
            no_library.mkdir()
            (no_library / "libsecret-1.so.0").write_text("no library\n")
            session.run("NoLibrary", LD_LIBRARY_PATH=str(no_library))
            session.run("NoService")

        with Session(program, new_home(scratch, "server")) as session:
            session.gnome_keyring(unlock=False)
            session.run("NoDefault")

        home = new_home(scratch, "desktop")
        with Session(program, home) as session:
            session.gnome_keyring(unlock=True)
            session.run("Unlocked")
            subprocess.run(["secret-tool", "store", "--label=changed", "vault-id", VAULT_DAMAGED, "xdg:schema",
                            "in.tijori.Vault"], input="not what was stored", text=True, env=session.environment, check=True)
            session.run("Damaged")
            assert session.call("org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
                                f"array:objpath:{LOGIN}")
            session.run("Locked")
        with Session(program, home) as session:
            session.gnome_keyring(unlock=True)
            session.run("Restarted")
        files = [file for file in home.rglob("*") if file.is_file()]
        assert any("keyrings" in file.parts for file in files), "the keyring wrote no file: the next check checks nothing"
        for file in files:
            content = file.read_bytes()
            assert SECRET.encode() not in content and b"c" * 32 not in content, f"{file} has the secret in the clear"
        print("in no file: good")

        for outcome in ("accept", "dismiss", "hang", "end", "nonsense"):
            with Session(program, new_home(scratch, outcome)) as session:
                keyring = session.fake_keyring(outcome)
                session.run(outcome.capitalize())
                if outcome == "hang":
                    keyring.terminate()
                    assert keyring.stdout.read() == "dismissed\n", "the question is still on the screen"


if __name__ == "__main__":
    main()
