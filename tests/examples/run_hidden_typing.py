#!/usr/bin/env python3
"""What is typed hidden at a terminal does not appear on it, in the example hosts in C and in Python; afterwards the terminal
shows again what is typed.

    run_hidden_typing.py MINIMAL_HOST HOST_IN_PYTHON PLUGIN
"""
import os
import pathlib
import pty
import select
import sys
import tempfile
import termios
import time

from world import GSTIN, PASSPHRASE, USER


class Terminal:
    """A program on a terminal of its own, and what stands on that."""

    def __init__(self, *command):
        self.screen, self.seen = "", 0
        self.process, self.line = pty.fork()
        if self.process == 0:
            os.execv(command[0], command)

    def until(self, prompt):
        while (found := self.screen.find(prompt, self.seen)) < 0:
            ready = select.select([self.line], [], [], 20)[0]
            assert ready, f"it does not ask {prompt!r}:\n{self.screen}"
            self.screen += os.read(self.line, 4096).decode(errors="replace")
        self.seen = found + len(prompt)

    def shows_typing(self):
        return termios.tcgetattr(self.line)[3] & termios.ECHO != 0

    def say(self, text, hidden=False):
        deadline = time.monotonic() + 10
        while self.shows_typing() == hidden:
            assert time.monotonic() < deadline, f"typing is {'shown' if hidden else 'hidden'}:\n{self.screen}"
            time.sleep(0.01)
        os.write(self.line, text.encode() + b"\n")

    def end(self):
        """Reads to the end of what it says, and gives its exit status."""
        try:
            while said := os.read(self.line, 4096):
                self.screen += said.decode(errors="replace")
        except OSError:  # a terminal that nobody holds any more
            pass
        os.close(self.line)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


def host_in_c(host, plugin, folder):
    talk = Terminal(host, plugin, folder)
    talk.until("Which page? ")
    talk.say("1")
    talk.until("or q: ")
    talk.say("3")
    talk.until("(hidden) ")
    talk.say(PASSPHRASE, hidden=True)
    talk.until("(typed)")
    talk.until("or q: ")
    assert talk.shows_typing(), "the terminal was left without echo"
    talk.say("q")
    assert talk.end() == 0 and PASSPHRASE not in talk.screen, talk.screen


def host_in_python(script, plugin, folder):
    talk = Terminal("/usr/bin/python3", "-B", script, plugin, folder, GSTIN, "no-such-irp", "sandbox", USER)
    for question, answer in (("The vault's passphrase: ", PASSPHRASE), ("The API password: ", "Sample-password-7")):
        talk.until(question)
        talk.say(answer, hidden=True)
    status = talk.end()
    assert status == 1 and "no-such-irp" in talk.screen, talk.screen
    assert PASSPHRASE not in talk.screen and "Sample-password-7" not in talk.screen, "a secret stands on the terminal"


def main():
    host, script, plugin = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="tijori-hidden-typing-") as scratch:
        host_in_c(host, plugin, scratch + "/c")
        host_in_python(script, plugin, scratch + "/python")
    print("what is typed hidden stays hidden")


if __name__ == "__main__":
    os.umask(0o077)
    main()
