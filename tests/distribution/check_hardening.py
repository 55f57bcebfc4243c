#!/usr/bin/env python3
"""Judges programs and libraries by what protects them, as it stands in their ELF files.

    check_hardening.py [--commands COMPILE-COMMANDS] FILE…

Asked for in each FILE: a position-independent program; relocations read-only after start (RELRO) and all bound then (BIND_NOW); no
executable stack; no code that must be relocated (TEXTREL); no place of the build's machine to look for libraries in (RPATH,
RUNPATH); a guard on the stack; checked forms of C's string functions (FORTIFY); on x86, landing marks for indirect jumps
(Intel CET); of a plugin, no SONAME: it is loaded by its path. What leaves no trace in a file, or not in every one, is looked up in the
commands that the build recorded: every one has to ask for it.

Prints what is missing, one line each, and ends with 1 if anything is.
"""
import argparse
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

ENDBR64 = b"\xf3\x0f\x1e\xfa"
# Functions that have a checked form which is always called in their place.
FORTIFIABLE = {"dprintf", "fprintf", "longjmp", "printf", "siglongjmp", "syslog", "vdprintf", "vfprintf", "vprintf"}
# What each compile command asks for last, and so in the end; a pattern of its options -> the option that is wanted.
WANTED = {r"-O": "-O[23]", r"-[DU]_FORTIFY_SOURCE": r"-D_FORTIFY_SOURCE=[23]", r"-f(no-)?stack-protector": "-fstack-protector-(strong|all)",
          r"-f(no-)?stack-clash-protection": "-fstack-clash-protection", r"-(fcf-protection|mbranch-protection)": r"-\w+-protection=(full|standard)"}
# The compiler's start-up files bring a few functions that were compiled without landing marks.
UNMARKED_ALLOWED = 2


def readelf(file, *options):
    return subprocess.run(["readelf", "-W", *options, str(file)], check=True, capture_output=True, text=True,
                          env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout


def code_pointers(file, sections, relocations):
    """Where the addresses that the file holds of its own code point, as offsets in the file."""
    code = [(int(address, 16), int(offset, 16), int(size, 16)) for address, offset, size in
            re.findall(r"\] \.text\S*\s+PROGBITS\s+(\w+) (\w+) (\w+)", sections)]
    for addend in re.findall(r"R_X86_64_RELATIVE\s+(\w+)", relocations):
        target = int(addend, 16)
        for address, offset, size in code:
            if address <= target < address + size:
                yield target - address + offset


def faults(file):
    header, segments, dynamic = (readelf(file, option) for option in ("-h", "-l", "-d"))
    symbols = set(re.findall(r" UND (\w+)", readelf(file, "--dyn-syms")))
    program = "INTERP" in segments
    if not re.search(r"Type:\s+DYN", header) or (program and not re.search(r"FLAGS_1.*\bPIE\b", dynamic)):
        yield "is not position-independent (-fPIE -pie)"
    if "GNU_RELRO" not in segments:
        yield "keeps its relocations writable (-Wl,-z,relro)"
    if not re.search(r"\(FLAGS(_1)?\).*\b(BIND_)?NOW\b", dynamic):
        yield "binds its symbols late (-Wl,-z,now)"
    stack = re.search(r"GNU_STACK.* (R?W?E?)\s+0x", segments)
    if stack is None or "E" in stack[1]:
        yield "has an executable stack (-Wl,-z,noexecstack)"
    if "TEXTREL" in dynamic:
        yield "has relocations in its code (-fPIC)"
    if re.search(r"\((RPATH|RUNPATH)\)", dynamic):
        yield "names folders to look for libraries in (RPATH or RUNPATH)"
    if "__stack_chk_fail" not in symbols:
        yield "has no guard on the stack (-fstack-protector-strong)"
    if unchecked := symbols & FORTIFIABLE:
        yield f"calls {', '.join(sorted(unchecked))} unchecked (-O2 -D_FORTIFY_SOURCE=2)"
    if not program and "(SONAME)" in dynamic:
        yield "has a SONAME, and a plugin needs none"
    if "X86-64" in header:
        content = Path(file).read_bytes()
        places = set(code_pointers(file, readelf(file, "-S"), readelf(file, "-r")))
        unmarked = [place for place in places if content[place:place + 4] != ENDBR64]
        if len(unmarked) > UNMARKED_ALLOWED or len(unmarked) == len(places):
            yield f"has {len(unmarked)} of {len(places)} functions that are called by address without a landing mark (-fcf-protection)"


def command_faults(commands):
    for command in json.loads(Path(commands).read_text()):
        options = shlex.split(command["command"])
        for kind, wanted in WANTED.items():
            given = [option for option in options if re.match(kind, option)]
            if not given or not re.fullmatch(wanted, given[-1]):
                yield f"{command['file']} is compiled with {given[-1] if given else 'nothing'} where {wanted} is wanted"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--commands")
    parser.add_argument("files", nargs="+", metavar="FILE")
    options = parser.parse_args()
    found = [f"{file} {fault}" for file in options.files for fault in faults(file)]
    if options.commands:
        found += command_faults(options.commands)
    print("\n".join(found) if found else f"{len(options.files)} files are hardened")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
