#!/usr/bin/env python3
"""Protects the site of the ABI: Doxygen makes it without a warning, every struct of the headers has a page, and what the headers say of
functions, fields and constants is in it.

    check_site.py REPOSITORY OUTPUT-FOLDER
"""
import html
import pathlib
import re
import subprocess
import sys


def main():
    root, output = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    made = subprocess.run([sys.executable, "-B", root / "docs" / "build_site.py", output], text=True, capture_output=True, timeout=200)
    assert made.returncode == 0, made.stdout + made.stderr
    headers = "".join(file.read_text() for file in sorted((root / "host-sdk/include/acct").glob("*.h")))
    for name in re.findall(r"^(?:typedef )?struct (acct_\w+) \{", headers, re.MULTILINE):
        page = output / f"struct{name.replace('_', '__')}.html"
        assert page.exists(), f"{name} has no page"
    words = " ".join(re.sub(r"<[^>]*>", " ", file.read_text()) for file in output.glob("*_8h.html"))
    words += " ".join(re.sub(r"<[^>]*>", " ", file.read_text()) for file in output.glob("structacct*.html"))
    words = re.sub(r"\s+", " ", html.unescape(words))
    for said in ("Closes a page and wipes what was typed into it.",  # a function
                 "other than neutral: draw as a badge",  # a field
                 "the button that Escape presses",  # a constant
                 "Text is UTF-8 in an acct_text",  # a rule of the file
                 "15 characters"):
        assert said in words, f"the site does not say: {said}"
    print("the site says what the headers say")


if __name__ == "__main__":
    main()
