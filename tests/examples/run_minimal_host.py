#!/usr/bin/env python3
"""The minimal host, which knows nothing of GST, leads a person through Tijori's pages: make a vault, save a credential, see
it verified by the sandbox IRP. By itself, or under a command that watches it (valgrind).

    run_minimal_host.py MINIMAL_HOST PLUGIN IRP_SANDBOX [WATCHING-COMMAND...]
"""
import os
import pathlib
import re
import sys
import tempfile

from world import GSTIN, PASSPHRASE, USER, Conversation, SandboxProcess, password_of, plugin_folder

ASKS = "or q: "


class Person:
    """Fills in and presses by label, as a person who reads the page."""

    def __init__(self, *command):
        self.talk = Conversation(*command)
        self.talk.until("Which page? ")
        self.talk.say("1")
        self.page = self.talk.until(ASKS)

    def say(self, line):
        self.talk.say(line)
        self.page = self.talk.until(ASKS)

    def fill(self, label, value):
        self.say(f"{self.talk.number_of(self.page, label)} {value}")

    def type_hidden(self, label, secret):
        self.talk.say(self.talk.number_of(self.page, label))
        self.talk.until("(hidden) ")
        self.say(secret)
        assert "(typed)" in self.page, self.page

    def press(self, label):
        self.say(self.talk.number_of(self.page, label))

    def leave(self):
        self.talk.say("q")
        status, said = self.talk.end()
        assert (status, said) == (0, ""), said


def first_day(command, password):
    person = Person(*command)
    person.type_hidden("New passphrase", PASSPHRASE)
    person.type_hidden("The same passphrase again", PASSPHRASE)
    person.press("Create vault")

    person.say(f"{person.talk.number_of(person.page, 'API password')} {password[:4]}")
    assert "Enter its number alone." in person.page, person.page
    person.fill("GSTIN", GSTIN)
    person.fill("Invoice Registration Portal", "local-sandbox")
    person.fill("API user name", USER)
    person.type_hidden("API password", password + "x")
    person.press("Save and submit")
    assert "password is wrong" in person.page and "1 stored" not in person.page, person.page
    person.type_hidden("API password", password)
    person.press("Save and submit")
    assert "1 stored" in person.page and "Verified" in person.page, person.page
    person.leave()
    return person.talk.everything


def next_day(command):
    person = Person(*command)
    person.type_hidden("Passphrase", PASSPHRASE)
    person.press("Unlock")
    row = next(line for line in person.page.splitlines() if GSTIN in line and USER in line)
    action = re.search(r"\[(\S+ test)\]", row).group(1)
    person.say(f"{person.talk.number_of(person.page, 'Stored credentials')} {action}")
    person.leave()
    return row


def main():
    host, plugin, sandbox_program = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:4])
    with tempfile.TemporaryDirectory(prefix="tijori-minimal-host-") as scratch:
        scratch = pathlib.Path(scratch)
        with SandboxProcess(sandbox_program, scratch / "irp") as sandbox:
            password = password_of(sandbox)
            command = (*sys.argv[4:], host, plugin, plugin_folder(scratch, sandbox))
            said = first_day(command, password)
            assert password not in said and PASSPHRASE not in said, "a secret was printed"
            assert sandbox.counters(), "nobody spoke to the IRP"
            row = next_day(command)
            assert "Verified" in row and "Pushpak Traders Private Limited" in row, row
    print("the minimal host leads through the pages of Tijori")


if __name__ == "__main__":
    os.umask(0o077)
    main()
