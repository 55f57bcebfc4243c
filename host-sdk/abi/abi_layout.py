"""What the C headers of the ABI promise to programs that are already compiled: types with their layout, and constants.

The types come from libabigail: a probe library that uses every public type is compiled with debugging information, and abidw
writes down what it finds there. The constants are macros, which debugging information does not have; the preprocessor
tells them.
"""
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path


class CannotTell(Exception):
    """The headers or the tools do not allow an answer; the text says why."""


def run(command, why):
    if shutil.which(command[0]) is None:
        raise CannotTell(f"the program {command[0]} is missing; ./tijori setup installs what the tests need")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotTell(f"{why}:\n{done.stderr or done.stdout}")
    return done.stdout


def headers_in(folder):
    found = sorted(path.name for path in Path(folder, "acct").glob("*.h"))
    if not found:
        raise CannotTell(f"there are no headers in {folder}/acct")
    return found


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)


def type_names(folder):
    """Every typedef in the headers. One that is written in a way not known here is an error, not left out."""
    names = []
    for header in headers_in(folder):
        text = without_comments(Path(folder, "acct", header).read_text(encoding="utf-8"))
        in_header = re.findall(r"^}\s*(acct_\w+)\s*;", text, flags=re.M)  # typedef struct acct_x { … } acct_x;
        in_header += re.findall(r"^typedef\s+struct\s+\w+\s+(acct_\w+)\s*;", text, flags=re.M)
        in_header += re.findall(r"^typedef\s+u?int\d+_t\s+(acct_\w+)\s*;", text, flags=re.M)
        in_header += re.findall(r"^typedef\s+[\w\s*]*\(\s*ACCT_CALL\s*\*\s*(acct_\w+)\s*\)", text, flags=re.M)
        typedefs = len(re.findall(r"\btypedef\b", text))
        if len(in_header) != typedefs:
            raise CannotTell(f"acct/{header} has {typedefs} typedefs, of which the record understands {len(in_header)}: "
                             f"{', '.join(in_header)}. Write the new one like the others.")
        names += in_header
    return sorted(set(names))


def write_types(folder, scratch):
    """Compiles the probe and returns the file with what abidw says about it."""
    scratch = Path(scratch)
    lines = [f'#include "acct/{header}"' for header in headers_in(folder)]
    lines += [f"extern {name} *uses_{name}; {name} *uses_{name};" for name in type_names(folder)]
    (scratch / "probe.c").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run(["gcc", "-std=c11", "-g", "-gdwarf-4", "-O0", "-fPIC", "-shared", f"-I{folder}", f"-ffile-prefix-map={scratch}/=",
         "-o", f"{scratch}/probe.so", f"{scratch}/probe.c"], "the headers do not compile")
    record = scratch / "types.abi"
    run(["abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--no-architecture",
         "--out-file", str(record), f"{scratch}/probe.so"], "abidw could not read the probe library")
    return record


def constants(folder):
    """Name -> number (int) or text (str), of every ACCT_ macro that stands for a value."""
    includes = "".join(f'#include "{Path(folder, "acct", header).resolve()}"\n' for header in headers_in(folder))
    done = subprocess.run(["gcc", "-std=c11", "-dM", "-E", "-"], input=includes, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotTell(f"the headers do not compile:\n{done.stderr}")
    found = {}
    for name, value in re.findall(r"^#define (ACCT_\w+) +(\S.*)$", done.stdout, flags=re.M):
        if name in ("ACCT_EXTERN_C", "ACCT_EXPORT", "ACCT_CALL", "ACCT_DEFINE_ENTRY"):
            continue
        number = re.fullmatch(r"U?INT32_C\((\d+)\)", value)
        text = re.fullmatch(r'"([^"\\]*)"', value)
        if number:
            found[name] = int(number.group(1))
        elif text:
            found[name] = text.group(1)
        else:
            raise CannotTell(f'{name} is "{value}", and not UINT32_C(number), INT32_C(number) or a text')
    return dict(sorted(found.items()))


def write_constants(values, file):
    lines = [f'{name} "{value}"' if isinstance(value, str) else f"{name} {value}" for name, value in values.items()]
    Path(file).write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_constants(file):
    values = {}
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        name, value = line.split(" ", 1)
        values[name] = value[1:-1] if value.startswith('"') else int(value)
    return values


class Struct:
    """One struct: `size` in bytes, and `members`: name -> (offset in bytes, type in words), in order."""

    def __init__(self, size, members):
        self.size = size
        self.members = members


def read_types(file):
    """(structs by name, other typedefs: name -> type in words) of a file that abidw wrote."""
    root = ElementTree.parse(file).getroot()
    by_id = {}
    for element in root.iter():
        if "id" in element.attrib and element.attrib.get("is-declaration-only") != "yes":
            by_id.setdefault(element.attrib["id"], element)

    def words(type_id):
        element = by_id.get(type_id)
        if element is None:
            return "?"
        if element.tag == "typedef-decl" and element.attrib["name"].startswith("acct_"):
            # libabigail takes functions that differ in names of the same number for one: say what the name stands for.
            return words(element.attrib["type-id"])
        if element.tag in ("type-decl", "class-decl", "enum-decl", "union-decl", "typedef-decl"):
            return element.attrib["name"]
        if element.tag == "pointer-type-def":
            return words(element.attrib["type-id"]) + " *"
        if element.tag == "qualified-type-def":
            return words(element.attrib["type-id"]) + " const"
        if element.tag == "array-type-def":
            return words(element.attrib["type-id"]) + "".join(f"[{part.attrib['length']}]" for part in element.iter("subrange"))
        if element.tag == "function-type":
            takes = ", ".join(words(part.attrib["type-id"]) for part in element.findall("parameter"))
            returned = element.find("return")
            return f"{words(returned.attrib['type-id']) if returned is not None else 'void'} function({takes})"
        raise CannotTell(f"the record holds a {element.tag}, which the check does not know")

    structs, typedefs = {}, {}
    for element in by_id.values():
        name = element.attrib.get("name", "")
        if element.tag == "class-decl" and name.startswith("acct_"):
            members = {}
            for member in element.findall("data-member"):
                variable = member.find("var-decl")
                members[variable.attrib["name"]] = (int(member.attrib["layout-offset-in-bits"]) // 8,
                                                    words(variable.attrib["type-id"]))
            structs[name] = Struct(int(element.attrib["size-in-bits"]) // 8, members)
        elif element.tag == "typedef-decl" and name.startswith("acct_"):
            typedefs[name] = words(element.attrib["type-id"])
    for name in structs:
        typedefs.pop(name, None)
    return structs, typedefs


def write_layout(structs, headers, file):
    """The layout as a header of assertions that C99, C++11 and everything later understand."""
    lines = [
        "/* layout.h - size and offsets of every struct of the ABI, the same on LP64 (Linux) and LLP64 (64-bit Windows). An array",
        " * of negative size below means that the headers changed: see host-sdk/EVOLUTION.md. Written by ./tijori abi-record. */",
        "#include <stddef.h>", ""]
    lines += [f'#include "acct/{header}"' for header in headers]
    lines += ["", "#define HOLDS(name, condition) typedef char acct_layout_##name[(condition) ? 1 : -1]", ""]
    for name, struct in sorted(structs.items()):
        lines.append(f"HOLDS({name}, sizeof({name}) == {struct.size});")
        lines += [f"HOLDS({name}_{member}, offsetof({name}, {member}) == {offset});"
                  for member, (offset, _) in struct.members.items()]
    Path(file).write_text("\n".join(lines) + "\n", encoding="utf-8")
