#!/usr/bin/env python3
"""The example host in Python against the sandbox IRP.

    run_host_in_python.py HOST_IN_PYTHON PLUGIN IRP_SANDBOX
"""
import os
import pathlib
import subprocess
import sys
import tempfile

from world import GSTIN, PASSPHRASE, USER, SandboxProcess, password_of, plugin_folder


class Host:
    def __init__(self, script, plugin, folder):
        self.command = ["/usr/bin/python3", "-B", "-W", "error", script, plugin, str(folder), GSTIN, "local-sandbox",
                        "sandbox", USER]

    def run(self, *secrets, descriptor=False):
        typed = "".join(secret + "\n" for secret in secrets)
        if not descriptor:
            return subprocess.run(self.command, input=typed, text=True, capture_output=True, timeout=60)
        reading, writing = os.pipe()
        os.write(writing, typed.encode())
        os.close(writing)
        ended = subprocess.run([*self.command, "--secrets-fd", str(reading)], stdin=subprocess.DEVNULL, text=True,
                               capture_output=True, timeout=60, pass_fds=[reading])
        os.close(reading)
        return ended


def good(ended):
    assert ended.returncode == 0 and ended.stderr == "", ended
    assert f"{GSTIN} as {USER} at local-sandbox: Verified, last accepted 2" in ended.stdout, ended.stdout
    assert "The IRP knows it as Pushpak Traders Private Limited" in ended.stdout, ended.stdout


def refused(ended, words):
    assert ended.returncode == 1 and ended.stdout == "", ended
    assert words in ended.stderr and "Traceback" not in ended.stderr and "ignored" not in ended.stderr, ended.stderr


def main():
    script, plugin, sandbox_program = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="tijori-host-in-python-") as scratch:
        scratch = pathlib.Path(scratch)
        with SandboxProcess(sandbox_program, scratch / "irp") as sandbox:
            folder, password = plugin_folder(scratch, sandbox), password_of(sandbox)
            host = Host(script, plugin, folder)
            first = host.run(PASSPHRASE, password)
            good(first)
            again = host.run(PASSPHRASE, password, descriptor=True)
            good(again)
            refused(host.run("not the right passphrase", password), "passphrase")
            refused(host.run(PASSPHRASE, password + "x"), "password is wrong")
            refused(host.run(PASSPHRASE), "The API password is missing.")
            said = first.stdout + first.stderr + again.stdout + again.stderr
            assert password not in said and PASSPHRASE not in said, "a secret was printed"
        refused(host.run(PASSPHRASE, password), "cannot be reached")  # the IRP is gone
    print("the host in Python saves, verifies and calls")


if __name__ == "__main__":
    os.umask(0o077)
    main()
