#!/usr/bin/env python3
"""Protects readers from links that lead nowhere: in every Markdown file of the repository each link to a file finds it, and each
link to a heading finds that, by the rule of GitHub.

    check_links.py REPOSITORY
"""
import pathlib
import re
import sys
import urllib.parse

LINK = re.compile(r"!?\[[^]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")


def pages(root):
    skipped = {"build", ".git", ".run", "node_modules"}
    return [file for file in sorted(root.rglob("*.md")) if not skipped & set(file.relative_to(root).parts)]


def without_code(text):
    text = re.sub(r"^(```|~~~).*?^\1[^\n]*$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors(file):
    found = set()
    for title in re.findall(r"^#{1,6} +(.*?) *#*$", re.sub(r"^```.*?^```$", "", file.read_text(), flags=re.M | re.S), re.M):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        number = 0
        while (name := f"{slug}-{number}" if number else slug) in found:
            number += 1
        found.add(name)
    return found


def problems(root):
    for page in pages(root):
        for target in LINK.findall(without_code(page.read_text())):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = urllib.parse.unquote(target).partition("#")
            file = (page.parent / path) if path else page
            if not file.exists():
                yield f"{page.relative_to(root)}: there is no file {path}"
            elif root not in file.resolve().parents:
                yield f"{page.relative_to(root)}: {path} is outside of the repository"
            elif anchor and anchor not in anchors(file):
                yield f"{page.relative_to(root)}: {file.name} has no heading for #{anchor}"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    assert len(pages(root)) > 5, "where are the pages?"
    found = list(problems(root))
    print("\n".join(found) or "every link leads somewhere")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
