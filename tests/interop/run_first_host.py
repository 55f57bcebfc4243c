#!/usr/bin/env python3
"""The example host of the README, run as its reader would: Munim stores a credential under a passphrase, then the example
opens the same vault and reads the GSTIN's details from the sandbox IRP.

    run_first_host.py FIRST_HOST MUNIM IRP_SANDBOX PLUGIN
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sandbox_process import SandboxProcess

GSTIN, USER = "29AAACP0029A1Z2", "API_pushpak_blr"
PASSPHRASE = "six wary tigers audit the ledger"


def munim(programs, data, *arguments, typed):
    command = [programs["munim"], "--data", str(data), "--no-vault-key", "--plugin", programs["plugin"], *arguments]
    ended = subprocess.run(command, input=typed, text=True, capture_output=True, timeout=120)
    assert ended.returncode == 0, f"munim {arguments[0]} {arguments[1]}: {ended.stderr}"


def first_host(programs, folder, passphrase):
    command = [programs["first_host"], programs["plugin"], str(folder), GSTIN, "local-sandbox", "sandbox"]
    return subprocess.run(command, input=passphrase + "\n", text=True, capture_output=True, timeout=120)


def main():
    names = ("first_host", "munim", "irp_sandbox", "plugin")
    programs = dict(zip(names, (str(Path(argument).resolve()) for argument in sys.argv[1:])))
    with tempfile.TemporaryDirectory(prefix="tijori-first-host-") as scratch:
        scratch = Path(scratch)
        with SandboxProcess(programs["irp_sandbox"], scratch / "irp") as sandbox:
            plugin_folder = scratch / "munim" / "plugins" / "in.tijori.credentials"
            (plugin_folder / "providers").mkdir(parents=True)
            for folder in (scratch / "munim", plugin_folder.parent, plugin_folder, plugin_folder / "providers"):
                folder.chmod(0o700)
            shutil.copy(sandbox.directory / "provider-profile.json", plugin_folder / "providers" / "local-sandbox.json")
            password = next(user["password"] for user in sandbox.accounts["users"] if user["username"] == USER)
            munim(programs, scratch / "munim", "vault", "create", "--passphrase-fd", "0", typed=PASSPHRASE + "\n")
            munim(programs, scratch / "munim", "credentials", "add", "--gstin", GSTIN, "--provider", "local-sandbox",
                  "--environment", "sandbox", "--user", USER, "--passphrase-fd", "0", "--password-stdin",
                  typed=f"{PASSPHRASE}\n{password}\n")

            good = first_host(programs, plugin_folder, PASSPHRASE)
            assert good.returncode == 0, good.stderr
            assert json.loads(good.stdout)["LegalName"] == "Pushpak Traders Private Limited", good.stdout
            assert password not in good.stdout + good.stderr, "the example printed the password"

            wrong = first_host(programs, plugin_folder, "not the right passphrase")
            assert wrong.returncode == 1 and "passphrase" in wrong.stderr, wrong.stderr
    print("the example host works as the README says")


if __name__ == "__main__":
    os.umask(0o077)
    main()
