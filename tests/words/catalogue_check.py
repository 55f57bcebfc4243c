#!/usr/bin/env python3
"""The catalogues judged against the sources: every text that the plugin says is in each of them, complete.

Called as: catalogue_check.py PLUGIN_FOLDER [--list]

Texts are those that stand in say(…), say_n(…) and N_(…) in the sources, and what a shipped provider profile
says to people (its comment, the labels of its headers, the steps on its portal). --list writes them as JSON, for a translator who
begins a language.
"""
import json
import re
import sys
from pathlib import Path

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\((.*?)\)\1"|"((?:\\.|[^"\\\n])*)"|\'(?:\\.|[^\'\\\n])+\'|'
                   r'\b(say|say_n|N_)\s*\(|[(){}\[\],]', re.S)
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
FEWEST = 500  # texts; fewer are a sign that the wrong folder was looked at
LONGEST = 600  # bytes; acct_error has room for 767, of which values take some
SENTENCE = re.compile(r"[a-z]{2,} [a-z]{2,}.*[.…]$")
# Where sentences need not be said.
SILENT = {
    "abi/failure.cpp",  # where no memory may be left to translate with
    "entry.cpp",  # before init no host can be asked for its language
}
PLACE = re.compile(r"\{(\w+)\}")


def unescaped(text):
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[0]), text)


class Call:
    """A say, say_n or N_ under way: its arguments as far as they are literals."""

    def __init__(self, name, depth, line):
        self.name, self.depth, self.line = name, depth, line
        self.arguments = [[]]
        self.other = [False]  # besides literals there is something else in the argument


def calls_in(source):
    """Yields (name, [literal or None for each argument], line) for every call in a C++ source, and for every literal
    outside of them ("", [literal], line)."""
    depth, calls, end = 0, [], 0
    for match in TOKEN.finditer(source):
        token = match[0]
        call = calls[-1] if calls else None
        between = source[end:match.start()].strip()
        if call is not None and call.depth == depth and between:
            call.other[-1] = True
        end = match.end()
        if token.startswith(("//", "/*")):
            continue
        if match[4]:
            if call is not None and call.depth == depth:
                call.other[-1] = True
            depth += 1
            calls.append(Call(match[4], depth, source.count("\n", 0, match.start()) + 1))
        elif token in "([{":
            if call is not None and call.depth == depth:
                call.other[-1] = True
            depth += 1
        elif token in ")]}":
            if call is not None and call.depth == depth:
                literals = ["".join(parts) if parts and not other else None
                            for parts, other in zip(call.arguments, call.other)]
                yield call.name, literals, call.line
                calls.pop()
            depth -= 1
        elif token == ",":
            if call is not None and call.depth == depth:
                call.arguments.append([])
                call.other.append(False)
        elif match[3] is not None and call is not None and call.depth == depth:
            call.arguments[-1].append(unescaped(match[3]))
        elif match[3] is not None:
            yield "", [unescaped(match[3])], source.count("\n", 0, match.start()) + 1


def said_in(folder):
    """The texts of the sources: {text: (many or None, where)}, and what is wrong with the calls themselves."""
    said, problems = {}, []

    def add(text, many, where):
        known = said.get(text)
        if known is not None and known[0] != many:
            problems.append(f"{where}: \"{text}\" is said with another plural at {known[1]}")
        said.setdefault(text, (many, where))

    for file in sorted(folder.rglob("*")):
        if file.suffix not in (".cpp", ".hpp") or file.name in ("words.cpp", "words.hpp"):
            continue
        for name, literals, line in calls_in(file.read_text(encoding="utf-8")):
            where = f"{file.relative_to(folder)}:{line}"
            if name == "":
                if SENTENCE.search(literals[0]) and str(file.relative_to(folder)) not in SILENT:
                    problems.append(f"{where}: a sentence that is not said: \"{literals[0]}\"")
            elif name == "say_n":
                if len(literals) < 3 or literals[1] is None or literals[2] is None:
                    problems.append(f"{where}: say_n without two literal texts")
                else:
                    add(literals[1], literals[2], where)
                    if not set(PLACE.findall(literals[1])) <= set(PLACE.findall(literals[2])):
                        problems.append(f"{where}: singular has places that the plural lacks")
            elif literals[0] is not None:
                add(literals[0], None, where)
            elif name == "N_":
                problems.append(f"{where}: N_ without a literal text")
    for file in sorted((folder / "irp" / "profiles").glob("*.json")):
        profile = json.loads(file.read_text(encoding="utf-8"))
        where = f"{file.relative_to(folder)}"
        texts = [profile.get("comment", "")]
        texts += [header.get("label", "") for header in profile.get("extra_headers", {}).values()]
        portal = profile.get("portal", {})
        texts += portal.get("change_steps", []) + portal.get("create_steps", [])
        for text in filter(None, texts):
            add(text, None, where)
    return said, problems


def form_problems(language, english, text):
    """What is wrong with one form of a translation."""
    if not text.strip():
        return [f"{language}: empty: \"{english}\""]
    problems = []
    if text != text.strip():
        problems.append(f"{language}: blanks around \"{text}\"")
    if len(text.encode()) > LONGEST:
        problems.append(f"{language}: longer than {LONGEST} bytes, and an error of the ABI holds few more: \"{text}\"")
    if re.search(r"[^\n]  ", text):
        problems.append(f"{language}: two blanks in \"{text}\"")
    return problems


def judged(language, catalogue, said):
    problems = []
    for english, (many, where) in said.items():
        entry = catalogue.get(english)
        if entry is None:
            problems.append(f"{language}: missing: \"{english}\" ({where})")
            continue
        if many is None:
            if not isinstance(entry, str):
                problems.append(f"{language}: plural forms where there is no number: \"{english}\"")
                continue
            problems += form_problems(language, english, entry)
            if sorted(PLACE.findall(entry)) != sorted(PLACE.findall(english)):
                problems.append(f"{language}: other places than in \"{english}\": \"{entry}\"")
            continue
        if not isinstance(entry, dict) or set(entry) != {"one", "other"}:
            problems.append(f"{language}: needs the plural forms one and other: \"{english}\"")
            continue
        for form, model in (("one", english), ("other", many)):
            problems += form_problems(language, english, entry[form])
            # 0 and 1 share Hindi's "one": there the number may be said although English leaves it out.
            places = set(PLACE.findall(entry[form]))
            wanted = set(PLACE.findall(model))
            if places - {"n"} != wanted - {"n"} or (form == "other" and places != wanted):
                problems.append(f"{language}: other places than in \"{model}\": \"{entry[form]}\"")
    for english in catalogue:
        if english not in said:
            problems.append(f"{language}: nobody says \"{english}\" any more")
    return problems


def no_doubles(pairs):
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"twice in a catalogue: {name}")
    return dict(pairs)


def main():
    folder = Path(sys.argv[1])
    said, problems = said_in(folder)
    if "--list" in sys.argv[2:]:
        print(json.dumps({text: {"one": text, "other": many} if many else text
                          for text, (many, _) in said.items()}, ensure_ascii=False, indent=2))
        return 0
    catalogues = sorted((folder / "words").glob("*.json"))
    if len(said) < FEWEST or not catalogues:
        problems.append(f"only {len(said)} texts and {len(catalogues)} catalogues were found: wrong folder?")
    for file in catalogues:
        try:
            catalogue = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=no_doubles)
        except ValueError as broken:
            problems.append(f"{file.name}: {broken}")
            continue
        problems += judged(file.stem, catalogue, said)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(said)} texts, {len(catalogues)} catalogues, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
