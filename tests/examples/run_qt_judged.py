#!/usr/bin/env python3
"""Protects: the Qt host keeps the rules of the headers, as acct-host-check sees it while a person uses every kind of control.

    run_qt_judged.py ACCT_HOST_CHECK QT_HOST_WITH_PERSON
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from qt_conversation import QtHost

# What has to be judged, besides what every host does; acct.host.unlock-secret and acct.host.network are not offered.
JUDGED = {"main.called", "pages.redrawn", "views.released", "views.released_once", "values.kind", "values.option", "values.checkbox",
          "values.file", "values.row", "future.drawn", "service.storage", "service.entities", "service.locale"}


def use(program, probe, folder):
    """A person at the page "Host check"."""
    entities = pathlib.Path(folder) / "entities.json"
    entities.write_text(json.dumps([{"gstin": "29AAACP0029A1Z2", "company": "Pushpak Traders Private Limited"}]))
    host = QtHost(program, probe, "--data", f"{folder}/data", "--entities", entities)
    host.wait("Every kind of field")
    host.do("tab", "branch")
    host.do("key", "Down")
    host.fill("name", "HO")
    host.fill("secret", "Sample-1")
    host.fill("code", "123456")
    host.do("tab", "agree")
    host.do("key", "Space")
    host.fill("file", "list.csv")  # where the host is
    host.do("tab", "link")
    host.do("key", "Space")
    host.do("tab", "rows")
    host.do("key", "Down")
    host.do("key", "Return")
    host.do("key", "Return")
    host.do("tab", "name")
    host.do("key", "Return")  # the default button
    host.do("tab", "name")
    host.do("key", "Escape")  # the cancel button
    host.do("picture", f"{folder}/page.png", 320, 600, "dark")
    assert host.end() == 0


def main():
    if sys.argv[1] == "--use":
        use(*sys.argv[2:5])
        return
    check, program = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix="tijori-qt-") as folder:
        report = pathlib.Path(folder) / "report.json"
        ran = subprocess.run([check, "--json", report, "--", sys.executable, "-B", __file__, "--use", program, "{probe}", folder],
                             text=True, capture_output=True, timeout=100)
        outcomes = {one["name"]: one["state"] for one in json.loads(report.read_text())["checks"]} if report.exists() else {}
        assert ran.returncode == 0, ran.stdout + ran.stderr
        left = sorted(name for name in JUDGED if outcomes.get(name) != "passed")
        assert not left, f"not judged: {left}\n{ran.stdout}"
    print("the Qt host keeps the rules")


if __name__ == "__main__":
    main()
