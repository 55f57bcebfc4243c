#!/usr/bin/env python3
"""doxygen_filter.py - shows Doxygen the documentation in sources that are written to be read as they are.

    doxygen_filter.py FILE

The headers have plain comments: the file's own at the top, those before a declaration, those behind a field or a constant. This
prints the file with these as Doxygen's comments, and with their text so marked that Doxygen takes it for text. Comments elsewhere
(titles of sections, what stands in the body of a function) stay as they are. Of a Markdown file the links to files that are no page
of the site become plain words.
"""
import pathlib
import re
import sys

PAGES = ("guide.md", "architecture.md", "EVOLUTION.md")
TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/|//[^\n]*|[{};]', re.DOTALL)
HOLDS_DECLARATIONS = re.compile(r"\b(?:class|struct|namespace|extern)\b[^()]*$|extern \"C\"\s*$")


def as_text(words):
    """Marks what Doxygen or Markdown would take for a command; what stands between backticks is code already."""
    parts = re.split(r"(`[^`]*`)", words)
    return "".join(part if index % 2 else re.sub(r"([\\@<>#%&*])", r"\\\1", part) for index, part in enumerate(parts))


def body_of(comment):
    """The lines of a comment without its signs; code in it is indented by four or more."""
    if comment.startswith("//"):
        lines = [re.sub(r"^\s*// ?", "", line) for line in comment.split("\n")]
    else:
        lines = [re.sub(r"^\s*\* ?", "", line) for line in comment[2:-2].split("\n")]
        lines[0] = lines[0].lstrip()
    return "\n".join(lines).strip("\n").rstrip().split("\n")


def documentation(comment, begin):
    lines = []
    is_code = False
    for line in body_of(comment):
        if line.startswith("    ") and (is_code or not lines or lines[-1] == ""):
            lines += [] if is_code else ["@verbatim"]
            is_code = True
            lines.append(line[4:])
            continue
        if is_code and line.strip():
            lines.append("@endverbatim")
            is_code = False
        if re.match(r"\d+\. |THE RULES|\s*\[(main|any)-thread\]  ", line):
            lines.append("")
        lines.append(as_text(line.strip()))
    if is_code:
        lines.append("@endverbatim")
    return begin + " " + "\n".join(lines).replace("*/", "* /") + " */"


def joined_line_comments(source):
    """Comments of C++ that follow each other become one."""
    return re.sub(r"(?m)^([ \t]*)//[^\n]*(?:\n\1//[^\n]*)+", lambda found: "\0" + found.group(0) + "\0", source)


def filtered(source):
    source = joined_line_comments(source)
    result, at, holders, is_first = [], 0, [], True
    for token in re.finditer(r"\0([^\0]*)\0|" + TOKEN.pattern, source, re.DOTALL):
        word = token.group(1) or token.group(0)
        result.append(source[at:token.start()])
        at = token.end()
        if word == "{":
            before = re.split(r"[;{}]", "".join(result))[-1]
            holders.append(bool(HOLDS_DECLARATIONS.search(before)))
        elif word == "}" and holders:
            holders.pop()
        comment = word.lstrip()
        if not comment.startswith(("/*", "//")):
            result.append(word)
            continue
        line_before = "".join(result)[-400:].rpartition("\n")[2].strip()
        next_line = source[at:].partition("\n")[2].partition("\n")[0].strip() if line_before == "" else ""
        if is_first:
            is_first = False
            own = re.sub(r"^(/\*|//)(\s*\*?\s*)[\w.]+ - ", r"\1\2", comment)
            result.append(documentation(own, "/** @file\n"))
        elif not all(holders) or body_of(comment)[0].startswith("----"):
            result.append(word)
        elif line_before.endswith((";", ",")) or line_before.startswith("#define"):
            result.append(documentation(comment, "/**<"))
        elif line_before == "" and next_line and not next_line.startswith(("#if", "/", "}", "\0")) and not (
                next_line.startswith("#define") and "/*" in next_line):
            result.append(documentation(comment, "/**"))
        else:
            result.append(word)
    return "".join(result + [source[at:]]).replace("\0", "")


def without_foreign_links(text):
    def link(found):
        words, target = found.groups()
        name = target.partition("#")[0].rpartition("/")[2]
        if target.startswith("http") or target.endswith(".svg"):
            return found.group(0)
        if name in PAGES:
            return f"[{words}](@ref {pathlib.Path(name).stem.lower()})"
        return words
    return re.sub(r"!?\[([^]]*)\]\(([^)\s]+)\)", link, text)


def main():
    file = pathlib.Path(sys.argv[1])
    source = file.read_text()
    if file.suffix == ".md":
        name = file.stem.lower()
        sys.stdout.write(re.sub(r"\A# (.*)", rf"# \1 {{#{name}}}", without_foreign_links(source)))
        if name == "guide":
            sys.stdout.write('\n@htmlonly\n<script src="guide_tabs.js"></script>\n@endhtmlonly\n')
    else:
        sys.stdout.write(filtered(source))


if __name__ == "__main__":
    main()
