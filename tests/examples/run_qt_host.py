#!/usr/bin/env python3
"""Protects: a person with a keyboard alone can do in a Qt window what libtijori's page "API credentials" is for, from an empty
data folder to a credential that the sandbox IRP has verified; and nothing that was typed hidden is in sight.

    run_qt_host.py QT_HOST_WITH_PERSON LIBTIJORI IRP_SANDBOX PICTURE_FOLDER
"""
import json
import pathlib
import sys
import tempfile

from qt_conversation import QtHost
from world import GSTIN, PASSPHRASE, USER, SandboxProcess, password_of, plugin_folder


def main():
    program, plugin, sandbox_program = sys.argv[1:4]
    pictures = pathlib.Path(sys.argv[4])
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tijori-qt-") as scratch, \
            SandboxProcess(sandbox_program, pathlib.Path(scratch) / "irp") as sandbox:
        root = pathlib.Path(scratch)
        entities = root / "entities.json"
        entities.write_text(json.dumps([
            {"gstin": "27AAACP0029A1Z6", "company": "Pushpak Traders Private Limited", "unit_name": "Mumbai branch"},
            {"gstin": GSTIN, "company": "Pushpak Traders Private Limited", "unit_name": "Bengaluru head office"}]))
        host = QtHost(program, plugin, "--data", plugin_folder(root, sandbox), "--entities", entities)
        host.wait("Choose a passphrase for the vault")
        for control in ("passphrase", "passphrase-again"):
            host.fill(control, PASSPHRASE)
            assert PASSPHRASE not in host.do("look", control)["shown"]
        host.do("key", "Return")
        host.wait("Add API credentials")
        host.fill("gstin", "bengaluru")  # finds by what stands beside the number
        host.do("key", "Return")
        assert host.do("look", "gstin")["shown"].startswith(GSTIN), host.do("look", "gstin")
        host.fill("provider", "Local sandbox")
        host.do("key", "Return")
        host.fill("user-name", USER)
        host.fill("password", "Wrong@1234")
        host.do("picture", pictures / "qt-typed.png", 720, 760, "light")
        host.do("key", "Return")
        host.wait("the API password is wrong")
        print(host.do("see"))
        host.do("picture", pictures / "qt-refused.png", 720, 760, "light")
        host.fill("password", password_of(sandbox))
        host.do("key", "Return")
        host.wait("Saved and verified with the IRP")
        for mode in ("light", "dark"):
            host.do("picture", pictures / f"qt-verified-{mode}.png", 720, 900, mode)
            host.do("picture", pictures / f"qt-verified-{mode}-narrow.png", 340, 700, mode)
        assert host.end() == 0


if __name__ == "__main__":
    main()
