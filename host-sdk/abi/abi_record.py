#!/usr/bin/env python3
"""Compares the C headers and a plugin library's symbols with the record in this folder, or renews the record.

    abi_record.py check  --headers host-sdk/include --record host-sdk/abi [--library libtijori.so]
    abi_record.py record --headers … --record … [--library …] [--layout FILE] [--break [--first-release FOLDER]]

check answers 0 if nothing changed, 3 if the ABI grew as the rules allow (and the record should be renewed), 1 if it is
broken, 2 if it could not tell. record refuses a break unless --break says that it is meant: before the first release.
"""
import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from abi_judge import Verdict, judge_constants, judge_types, report
from abi_layout import (CannotTell, constants, headers_in, read_constants, read_types, run, write_constants, write_layout,
                        write_types)
from abi_python import python_of

SAME, BROKEN, UNKNOWN, GROWN = 0, 1, 2, 3


def abidiff(old, new):
    """What abidiff says has changed; empty if nothing."""
    if shutil.which("abidiff") is None:
        raise CannotTell("the program abidiff is missing; ./tijori setup installs what the tests need")
    done = subprocess.run(["abidiff", "--no-show-locs", str(old), str(new)], capture_output=True, text=True, check=False)
    if done.returncode & 3:
        raise CannotTell(f"abidiff could not compare {old} with the present headers:\n{done.stderr or done.stdout}")
    return done.stdout if done.returncode & 12 else ""


def write_symbols(library, scratch):
    """The library's exported symbols, in abidw's form. Debugging information is left out: it differs from build to build."""
    bare = Path(scratch, Path(library).name)
    run(["strip", "--strip-debug", "-o", str(bare), str(library)], f"{library} cannot be read")
    record = Path(scratch, "symbols.abi")
    run(["abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-architecture", "--out-file", str(record), str(bare)],
        f"abidw could not read {library}")
    # Which libraries it needs is not what this record is for, nor is the size of the entry, which types.abi has.
    text = re.sub(r"\s*<abi-instr.*?(/>|</abi-instr>)", "", record.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"\s*<elf-needed>.*?</elf-needed>", "", text, flags=re.S)
    text = re.sub(r" size='\d+'", "", text)
    record.write_text(text, encoding="utf-8")
    return record


def symbols_in(file):
    return set(re.findall(r"<elf-symbol name='([^']*)'", Path(file).read_text(encoding="utf-8")))


def judge_symbols(old, new, verdict):
    for name in sorted(symbols_in(old) - symbols_in(new)):
        verdict.broken("E10", f"the library does not export {name} any more")
    for name in sorted(symbols_in(new) - symbols_in(old)):
        verdict.broken("E10", f"the library also exports {name}")
    return verdict


def judge(arguments, new_types, new_constants, new_symbols):
    """The verdict, and what abidiff reports although no rule knows of it."""
    record = Path(arguments.record)
    verdict = Verdict()
    judge_types(read_types(record / "types.abi"), read_types(new_types), verdict)
    typed = bool(verdict.breaks or verdict.growth)
    judge_constants(read_constants(record / "constants.txt"), new_constants, verdict)
    unexplained = "" if typed else abidiff(record / "types.abi", new_types)
    if new_symbols is not None and arguments.what == "check" and not (record / symbol_record(arguments)).exists():
        raise CannotTell(f"there is no {symbol_record(arguments)} in {record}; ./tijori abi-record makes it")
    if new_symbols is not None and (record / symbol_record(arguments)).exists():
        before = len(verdict.breaks)
        judge_symbols(record / symbol_record(arguments), new_symbols, verdict)
        if len(verdict.breaks) == before:
            unexplained += abidiff(record / symbol_record(arguments), new_symbols)
    return verdict, unexplained


def symbol_record(arguments):
    return Path(arguments.library).stem + ".abi"


def check(arguments, verdict, unexplained):
    words = report(verdict)
    if words:
        print(words)
    if unexplained:
        print("abidiff sees a change of the ABI for which host-sdk/EVOLUTION.md has no rule. Undo it, or make it a rule:\n"
              + unexplained)
    if verdict.breaks or unexplained:
        return BROKEN
    if verdict.growth:
        if arguments.what == "check":
            print("Record it, so that it cannot get lost again:  ./tijori abi-record")
        return GROWN
    return SAME


def renew(arguments, verdict, unexplained, new):
    new_types, new_constants, new_symbols = new
    if verdict is not None and check(arguments, verdict, unexplained) == BROKEN and not arguments.allow_break:
        print("Nothing was recorded. If no release has been made yet and the break is meant, add --break.")
        return BROKEN
    if verdict is not None and verdict.breaks and arguments.first_release:
        first = Path(arguments.first_release, "acct")
        shutil.rmtree(first, ignore_errors=True)
        first.mkdir(parents=True)
        for header in headers_in(arguments.headers):
            shutil.copyfile(Path(arguments.headers, "acct", header), first / header)
    record = Path(arguments.record)
    shutil.copyfile(new_types, record / "types.abi")
    write_constants(new_constants, record / "constants.txt")
    if new_symbols is not None:
        shutil.copyfile(new_symbols, record / symbol_record(arguments))
    if arguments.layout:
        write_layout(read_types(new_types)[0], headers_in(arguments.headers), arguments.layout)
    if arguments.python:
        Path(arguments.python).write_text(python_of(new_types, new_constants), encoding="utf-8")
    print("The ABI is recorded. Look at the difference (git diff) and commit it with the headers.")
    return SAME


def main():
    parser = argparse.ArgumentParser(description="Compares the ABI with its record, or renews the record.")
    parser.add_argument("what", choices=["check", "record"])
    parser.add_argument("--headers", required=True, help="the folder that holds acct/")
    parser.add_argument("--record", required=True, help="the folder with types.abi and constants.txt")
    parser.add_argument("--library", help="a plugin library whose exported symbols are compared, too")
    parser.add_argument("--layout", help="where `record` writes the header of layout assertions")
    parser.add_argument("--break", dest="allow_break", action="store_true", help="record although it breaks programs")
    parser.add_argument("--python", help="the module for ctypes that `check` compares and `record` writes")
    parser.add_argument("--first-release", help="the folder of the first release's headers, which a recorded break renews")
    arguments = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            new_types = write_types(arguments.headers, scratch)
            new_constants = constants(arguments.headers)
            new_symbols = write_symbols(arguments.library, scratch) if arguments.library else None
            first = not Path(arguments.record, "types.abi").exists()
            verdict, unexplained = (None, "") if first else judge(arguments, new_types, new_constants, new_symbols)
            if arguments.what == "record":
                return renew(arguments, verdict, unexplained, (new_types, new_constants, new_symbols))
            if first:
                raise CannotTell(f"there is no record in {arguments.record}; ./tijori abi-record makes it")
            result = check(arguments, verdict, unexplained)
            if result == SAME and arguments.python and (
                    Path(arguments.python).read_text(encoding="utf-8") != python_of(new_types, new_constants)):
                print(f"{arguments.python} is not what the headers say. Write it anew:  ./tijori abi-record")
                return BROKEN
            return result
    except CannotTell as why:
        print(f"The ABI could not be compared: {why}")
        return UNKNOWN


if __name__ == "__main__":
    sys.exit(main())
