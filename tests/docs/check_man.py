#!/usr/bin/env python3
"""Protects readers of the manual pages: mandoc finds nothing to warn of, and a page tells of the options that the program's own help
tells of, no less and no more; of a program with commands, for each command.

    check_man.py MAN-FOLDER PROGRAM...
"""
import pathlib
import re
import subprocess
import sys

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def output_of(*command):
    done = subprocess.run([str(part) for part in command], text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def options_of_help(text):
    """What stands first in a line of a list of options: "--data DIR   …", "--help, --version"."""
    lines = re.findall(r"^ +(--[a-z].*)$", text, re.MULTILINE)
    return {option for line in lines for option in OPTION.findall(re.split(r" {2,}", line)[0])}


def options_of_items(page):
    """The options that the page has an item for."""
    return {"-" + name for name in re.findall(r"^\.It Fl (-[a-z-]+)", page, re.MULTILINE)}


def compare(page_name, told, written, where=""):
    for option in sorted(told - written):
        yield f"{page_name}: {where}{option} is in the help and not in the page"
    for option in sorted(written - told):
        yield f"{page_name}: {where}{option} is in the page and not in the help"


def problems(folder, program):
    file = folder / (program.name + ".1")
    page = file.read_text()
    linted = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", file], text=True, capture_output=True, timeout=60)
    yield from linted.stdout.splitlines()
    told = output_of(program, "--help")
    commands = re.search(r"^Commands:\n((?:  .*\n)+)", told, re.MULTILINE)
    if commands is None:
        assert options_of_help(told), f"{program.name} tells of no option"
        yield from compare(file.name, options_of_help(told), options_of_items(page))
        return
    everything = options_of_help(told)
    for name in re.findall(r"^  ((?:[a-z-]+ )+) ", commands.group(1), re.MULTILINE):
        name = name.strip()
        item = re.search(rf"^\.It Cm {re.escape(name)}(?! [a-z])(.*)$", page, re.MULTILINE)
        if item is None:
            yield f"{file.name}: the command {name} is missing"
            continue
        own = options_of_help(output_of(program, "help", *name.split()).partition("Options of every command")[0])
        everything |= own
        yield from compare(file.name, own, {"-" + found for found in re.findall(r"Fl (-[a-z-]+)", item.group(1))}, name + " ")
    yield from compare(file.name, everything, options_of_items(page))


def main():
    folder = pathlib.Path(sys.argv[1])
    found = [problem for program in sys.argv[2:] for problem in problems(folder, pathlib.Path(program))]
    print("\n".join(found) or "the manual pages and the programs agree")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
