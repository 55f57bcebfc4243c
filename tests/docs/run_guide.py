#!/usr/bin/env python3
"""Protects the guide: what its readers put together from its blocks, with the commands it gives, builds without a warning and does
what the guide says, against the sandbox IRP, on the first day and on the next.

    run_guide.py REPOSITORY LIBTIJORI IRP_SANDBOX
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1]).resolve()
sys.path.insert(0, str(ROOT / "tests" / "examples"))

from world import PASSPHRASE, SandboxProcess, password_of, plugin_folder  # noqa: E402

HEADINGS = {"C": "c", "C++": "cpp", "Python": "python"}


def programs(text):
    """The blocks of each language, in order; each under the heading of its language."""
    parts = {"c": [], "cpp": [], "python": []}
    heading = ""
    for found in re.finditer(r"^### ([^\n]*)$|^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if found.group(1):
            heading = found.group(1)
        else:
            assert HEADINGS.get(heading) == found.group(2), f"a block in {found.group(2)} under {heading!r}"
            parts[found.group(2)].append(found.group(3))
    assert all(len(blocks) == 7 for blocks in parts.values()), "every step is there in every language"
    return {language: "\n".join(blocks) for language, blocks in parts.items()}


def build(command, folder):
    strict = re.sub(r"^(\S+) ", r"\1 -Wall -Wextra -Wpedantic -Werror ", command)
    done = subprocess.run(strict, shell=True, cwd=folder, text=True, capture_output=True, timeout=240)
    assert done.returncode == 0 and done.stderr == "", f"{strict}\n{done.stderr}"


def main():
    plugin, sandbox_program = (pathlib.Path(argument).resolve() for argument in sys.argv[2:4])
    guide = (ROOT / "docs" / "guide.md").read_text()
    sources = programs(guide)
    commands = re.findall(r"^    (\S.*)$", guide, re.MULTILINE)
    builds = {"c": next(line for line in commands if line.startswith("cc ")),
              "cpp": next(line for line in commands if line.startswith("c++ "))}
    with tempfile.TemporaryDirectory(prefix="tijori-guide-") as scratch:
        scratch = pathlib.Path(scratch)
        (scratch / "host-sdk").symlink_to(ROOT / "host-sdk")
        with SandboxProcess(sandbox_program, scratch / "irp") as sandbox:
            secrets = f"{PASSPHRASE}\n{password_of(sandbox)}\n"
            for language, source in sources.items():
                (scratch / {"c": "guide.c", "cpp": "guide.cpp", "python": "guide.py"}[language]).write_text(source)
                program = ["./guide"]
                if language == "python":
                    program = ["/usr/bin/python3", "guide.py"]
                else:
                    build(builds[language], scratch)
                (scratch / language).mkdir()
                folder = plugin_folder(scratch / language, sandbox)
                for day in ("first", "next"):
                    ran = subprocess.run([*program, plugin, folder], cwd=scratch, input=secrets, text=True,
                                         capture_output=True, timeout=60,
                                         env=dict(os.environ, PYTHONPATH="host-sdk/python"))
                    told = f"{language}, {day} day:\n{ran.stdout}{ran.stderr}"
                    assert ran.returncode == 0, told
                    # The page may still be opening the vault; then that is what it shows.
                    assert re.search(r"== API credentials ==\n +(\w+ )*(GSTIN|vault|credentials)", ran.stdout), told
                    assert '"LegalName":"Pushpak Traders Private Limited"' in ran.stdout.replace('": "', '":"'), told
                    assert password_of(sandbox) not in ran.stdout + ran.stderr, "the password was printed"
    print("the guide does what it says")


if __name__ == "__main__":
    os.umask(0o077)
    main()
