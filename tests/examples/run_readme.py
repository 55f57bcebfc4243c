#!/usr/bin/env python3
"""Follows the README of the examples to the letter: runs the commands that it gives for building, in a folder that has only
host-sdk, and the first run that needs nothing else.

    run_readme.py HOST_SDK
"""
import pathlib
import re
import subprocess
import sys
import tempfile


def main():
    host_sdk = pathlib.Path(sys.argv[1]).resolve()
    readme = (host_sdk / "examples" / "README.md").read_text()
    commands = [line.strip() for line in re.findall(r"^    (\S.*)$", readme, re.MULTILINE)]
    builds = [command for command in commands if command.startswith("cc ")]
    assert len(builds) == 2, f"the README should build a plugin and a host; it gives {commands}"
    with tempfile.TemporaryDirectory(prefix="tijori-examples-") as scratch:
        (pathlib.Path(scratch) / "host-sdk").symlink_to(host_sdk)
        for command in builds:
            built = subprocess.run(command, shell=True, cwd=scratch, text=True, capture_output=True, timeout=60)
            assert built.returncode == 0 and built.stderr == "", f"{command}\n{built.stderr}"
        (run,) = (command for command in commands if command.endswith("/minimal_plugin.so"))
        ran = subprocess.run(run, shell=True, cwd=scratch, input="1\n1 KA/\n2\nq\n", text=True, capture_output=True,
                             timeout=60)
        assert ran.returncode == 0 and "First invoice: KA/0001" in ran.stdout, f"{run}\n{ran.stdout}{ran.stderr}"
        for file in re.findall(r"\]\(([^)#:]+)\)", readme):
            assert (host_sdk / "examples" / file).exists(), f"the README points to {file}, which is not there"
    print("the README's commands work")


if __name__ == "__main__":
    main()
