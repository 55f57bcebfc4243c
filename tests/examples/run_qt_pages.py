#!/usr/bin/env python3
"""Protects: every kind of control works in the Qt host with a keyboard alone, with plugins that exist for testing; what is
being typed is not disturbed by what else happens on the page; ten thousand rows and options are no burden.

    run_qt_pages.py QT_HOST_WITH_PERSON MINIMAL_PLUGIN FAKE_PLUGIN PAGE_PLUGIN PICTURE_FOLDER
"""
import pathlib
import sys
import tempfile
import time

from qt_conversation import QtHost

PIN = "rusty-4711"


def every_kind(host, pictures):
    host.wait("a kind from the future")
    seen = host.do("see")
    assert "Every \"kind\" <of> control" in seen["texts"] and seen["alerts"] == ["Notice"], seen
    for name in ("choice", "a/b c", "secret", "code", "check", "slow", "link", "table", "file"):
        host.do("tab", name)
        assert host.do("look", name)["name"], f"{name} has no name for assistive programs"
    assert not host.do("look", "off")["enabled"]
    host.fill("code", "123456")
    host.do("tab", "check")
    host.do("key", "Space")
    assert host.do("look", "check")["shown"] is True
    host.fill("file", "/home/asha/list.csv")
    host.do("picture", pictures / "qt-kinds.png", 720, 1000, "light")
    host.do("picture", pictures / "qt-kinds-narrow-dark.png", 320, 900, "dark")


def desk(host):
    did = lambda: next(text for text in host.do("see")["texts"] if "=" in text or text.startswith("pressed") or text == "ran")
    host.wait("As it stands on the certificate")
    host.wait_for_focus("branch")  # where the plugin wants it
    host.do("keys", "4711")
    host.do("key", "Return")
    assert did() == "branch=b4711", did()
    # A mistake is said at its field, for eyes and for ears, and the focus goes there.
    host.do("tab", "pin")
    host.do("keys", PIN)
    assert PIN not in host.do("look", "pin")["shown"]
    host.do("key", "Return")  # the default button
    host.wait_for_focus("name")
    assert "A name is missing." in host.do("look", "name")["description"]
    assert host.do("look", "pin")["shown"] == "", "the plugin dropped the pin, and it is still in its field"
    # While something runs and the page changes, typing goes on where it was.
    host.do("key", "Alt+R")
    for letter in "Pushpak":
        host.do("keys", letter)
        time.sleep(0.1)
    for _ in range(3):
        host.do("key", "Left")
    host.do("keys", "!")
    seen = host.do("look", "name")
    assert (seen["shown"], seen["cursor"], seen["focused"]) == ("Push!pak", 5, True), seen
    # Too long: the plugin says so as a status, the host at the field.
    host.do("keys", "a name that no certificate has")
    seen = host.do("look", "name")
    assert "too long" in seen["description"] and seen["shown"] == "Push!a name that no certificate haspak", seen
    # A notice with whatever in it is text.
    host.do("key", "Alt+T")
    host.wait("Told")


def escape(host):
    host.wait("As it stands on the certificate")
    host.fill("name", "cancellable")
    host.do("key", "Escape")
    host.wait("pressed cancel")


def long_table(host):
    host.wait("As it stands on the certificate")
    host.do("tab", "rows")
    assert host.do("look", "rows")["rows"] == 10_000
    began = time.monotonic()
    host.do("key", "Ctrl+End")
    host.do("key", "Up")
    spent = time.monotonic() - began
    assert "शाखा 9998" in host.do("look", "rows")["shown"], host.do("look", "rows")
    assert spent < 2, f"two keys took {spent} seconds"
    # The action of a row, by the menu at the row and by its button.
    host.do("key", "Return")
    host.do("key", "Return")
    host.wait("pressed rows:r9998/test")
    host.do("tab", "rows")
    host.do("key", "Up")
    host.do("key", "Tab")
    host.do("key", "Space")
    host.wait("pressed rows:r9997/test")
    began = time.monotonic()
    host.fill("name", "Pushpak Traders")
    spent = time.monotonic() - began
    assert spent < 5, f"typing beside a long table took {spent} seconds"


def minimal(host):
    host.wait("not chosen yet")
    host.fill("prefix", "KA/")
    host.do("tab", "save")
    host.do("key", "Return")
    host.wait("KA/0001")


def main():
    program, minimal_plugin, fake_plugin, page_plugin = sys.argv[1:5]
    pictures = pathlib.Path(sys.argv[5])
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tijori-qt-") as scratch:
        def visit(tour, plugin, *options, **more):
            host = QtHost(program, plugin, "--data", scratch, *options)
            tour(host, **more)
            assert host.end() == 0
        visit(minimal, minimal_plugin)
        visit(every_kind, fake_plugin, "--page", "everything", pictures=pictures)
        visit(desk, page_plugin)
        visit(escape, page_plugin)
        visit(long_table, page_plugin, "--page", "long")
    print("every kind of control works in Qt")


if __name__ == "__main__":
    main()
