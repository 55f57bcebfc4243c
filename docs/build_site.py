#!/usr/bin/env python3
"""build_site.py - makes the documentation site with Doxygen. Fails when Doxygen warns of anything.

    build_site.py OUTPUT-FOLDER
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    output = pathlib.Path(sys.argv[1]).resolve()
    output.mkdir(parents=True, exist_ok=True)
    version = re.search(r"project\(tijori VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
    settings = (ROOT / "docs" / "Doxyfile.in").read_text()
    for name, value in (("VERSION", version), ("OUTPUT", f'"{output}"')):
        settings = settings.replace(f"@{name}@", value)
    made = subprocess.run(["doxygen", "-"], input=settings, cwd=ROOT, text=True, stderr=subprocess.PIPE)
    sys.stderr.write(made.stderr)
    if made.returncode != 0 or made.stderr.strip():
        sys.exit("The site has mistakes; see above.")
    print(f"{output}/index.html")


if __name__ == "__main__":
    main()
