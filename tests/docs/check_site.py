#!/usr/bin/env python3
"""Protects the site of the ABI: Doxygen makes it without a warning, every struct of the headers has a page, what the headers say of
functions, fields and constants is in it, and in a browser the guide shows one language at a time.

    check_site.py REPOSITORY OUTPUT-FOLDER [BROWSER]
"""
import html
import html.parser
import pathlib
import re
import subprocess
import sys
import tempfile


class Panels(html.parser.HTMLParser):
    """The tab panels of a page, and how many blocks of code lie in and outside of them."""

    def __init__(self):
        super().__init__()
        self.divs, self.shown, self.hidden, self.inside, self.outside = [], [], [], 0, 0

    def handle_starttag(self, tag, attributes):
        about = dict(attributes)
        if tag != "div":
            return
        self.divs.append(about.get("role"))
        if about.get("role") == "tabpanel":
            (self.hidden if "hidden" in about else self.shown).append(about["aria-label"])
        elif about.get("class") == "fragment":
            self.inside += "tabpanel" in self.divs
            self.outside += "tabpanel" not in self.divs

    def handle_endtag(self, tag):
        if tag == "div" and self.divs:
            self.divs.pop()


def check_tabs(browser, page):
    with tempfile.TemporaryDirectory() as profile:
        drawn = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
                                "--virtual-time-budget=5000", "--dump-dom", page.as_uri()],
                               text=True, capture_output=True, timeout=60).stdout
    panels = Panels()
    panels.feed(drawn)
    assert panels.shown == ["C"] * 7 and len(panels.hidden) == 14, f"shown: {panels.shown}, hidden: {panels.hidden}"
    assert (panels.inside, panels.outside) == (21, 0), f"blocks in tabs: {panels.inside}, outside: {panels.outside}"


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
    if len(sys.argv) > 3:
        check_tabs(sys.argv[3], output / "guide.html")
    print("the site says what the headers say")


if __name__ == "__main__":
    main()
