"""Compiles the public C headers as a host or plugin in another house would: with one compiler, in every language standard
that it is meant for, each header alone, twice, and all together, with the layout asserted; warnings are errors.

    check_headers.py COMPILER PACKAGE HEADERS [STANDARD…]      PACKAGE: the Debian package that has the compiler
    check_headers.py --includes HEADERS                        nothing but C's standard library and each other is included
"""
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]

STANDARD_LIBRARY = {
    "assert.h", "complex.h", "ctype.h", "errno.h", "fenv.h", "float.h", "inttypes.h", "iso646.h", "limits.h", "locale.h",
    "math.h", "setjmp.h", "signal.h", "stdarg.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h",
    "tgmath.h", "time.h", "wchar.h", "wctype.h"}

# The one definition that a plugin makes, as plugin.h words it, and the use of a table through every kind of pointer.
USE = """
static acct_status ACCT_CALL prepare(acct_text path, acct_error *error) { (void)path; (void)error; return ACCT_OK; }
static void ACCT_CALL end(void) {}
static const void *ACCT_CALL find(const char *id) { (void)id; return 0; }
ACCT_DEFINE_ENTRY = {sizeof(acct_plugin_entry), ACCT_ENTRY_KEEP_RESIDENT,
                     {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0}, &prepare, &end, &find};
acct_status use(const acct_settings_pages *pages, const acct_plugin *plugin, acct_text id, acct_page *page);
acct_status use(const acct_settings_pages *pages, const acct_plugin *plugin, acct_text id, acct_page *page) {
    return pages->open(plugin, id, page, 0);
}
"""


def sources(headers):
    """Name -> source text, for everything that is compiled."""
    names = sorted(path.name for path in Path(headers, "acct").glob("*.h"))
    if not names:
        sys.exit(f"There are no headers in {headers}/acct.")
    include = {name: f'#include "acct/{name}"\n' for name in names}
    found = {f"{name} alone": text for name, text in include.items()}
    found.update({f"{name} twice": text + text for name, text in include.items()})
    for helper in sorted(Path(headers, "acct", "c").glob("*.h")):
        found[f"c/{helper.name} alone"] = f'#include "acct/c/{helper.name}"\n' * 2
    found["all headers"] = "".join(include.values()) + USE
    found["all headers, the other way round"] = "".join(reversed(include.values())) + USE
    found["the layout of the structs (tests/headers/layout.h)"] = '#include "layout.h"\n'
    return found


def compile_all(compiler, package, headers, standards):
    if shutil.which(compiler) is None:
        sys.exit(f"The compiler {compiler} is missing, so nothing is known about the headers with it. Install the Debian "
                 f"package {package}, or run ./tijori setup.")
    work = [(standard, name, text) for standard in standards for name, text in sources(headers).items()]
    with tempfile.TemporaryDirectory() as scratch:

        def compile_one(number):
            standard, name, text = work[number]
            language = "c++" if "++" in standard else "c"
            file = Path(scratch, f"{number}.{'cpp' if language == 'c++' else 'c'}")
            file.write_text(text, encoding="utf-8")
            done = subprocess.run(
                [compiler, f"-std={standard}", *WARNINGS, "-fsyntax-only", f"-I{headers}", f"-I{Path(__file__).parent}", str(file)],
                capture_output=True, text=True, check=False)
            return None if done.returncode == 0 else f"{compiler} -std={standard}, {name}:\n{done.stderr[:2000]}"

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            failures = [failure for failure in pool.map(compile_one, range(len(work))) if failure]
    print(f"{compiler}: {len(work) - len(failures)} of {len(work)} compile")
    for failure in failures[:5]:
        print(failure)
    return 1 if failures else 0


def check_includes(headers):
    wrong = []
    for header in sorted([*Path(headers, "acct").glob("*.h"), *Path(headers, "acct", "c").glob("*.h")]):
        for line in header.read_text(encoding="utf-8").splitlines():
            if not re.match(r"\s*#\s*include\b", line):
                continue
            system = re.match(r"#include <([^>]+)>$", line)
            own = re.match(r'#include "([^"]+)"$', line)
            if not (system and system.group(1) in STANDARD_LIBRARY) and not (
                    own and (header.parent / own.group(1)).exists()
                    and re.fullmatch(r"(\.\./)?\w+\.h" if header.parent.name == "c" else r"\w+\.h", own.group(1))):
                wrong.append(f"acct/{header.name}: {line}")
    if wrong:
        print("The C headers include C's standard library and each other, and nothing else:")
        print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1] == "--includes":
        sys.exit(check_includes(sys.argv[2]))
    sys.exit(compile_all(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]))
