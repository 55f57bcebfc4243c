"""Makes the headers of a later release out of the present ones: the worked examples of host-sdk/EVOLUTION.md, and one field
more at the end of every struct that may grow, so that code which asks for sizeof where it should not is found.

    evolve.py INCLUDE TO        INCLUDE: the folder that holds acct/; the result is TO/acct
"""
import re
import shutil
import sys
from pathlib import Path

# Example 1: a page tells which icon its menu entry has.
NEW_FIELD = ("settings_page.h", "} acct_page_info;", "    acct_text icon; /* name of an icon; empty: none */\n} acct_page_info;")

# Example 2: a control kind.
NEW_KIND = ("settings_page.h", "/* ---- flags of a control */",
            "#define ACCT_CONTROL_DATE UINT32_C(14) /* a day: value is YYYY-MM-DD */\n\n/* ---- flags of a control */")

# Example 3: a second version of a service, whose function answers and takes a struct that can grow.
NEW_VERSION = ("host_services.h", "/* ---- unlock secret:", """\
#define ACCT_EXT_HOST_NOTIFY_2 "acct.host.notify/2"

typedef struct acct_notice {
    uint32_t size;
    uint32_t severity;
    acct_text title;
    acct_text body;
    acct_text page_id;
} acct_notice;

typedef struct acct_host_notify_2 {
    uint32_t size;

    /* Shows a short message, and answers whether it could. [main-thread] */
    acct_status(ACCT_CALL *notify)(const acct_host *host, const acct_notice *notice, acct_error *error);
} acct_host_notify_2;

/* ---- unlock secret:""")

NEW_MINOR = ("abi.h", "#define ACCT_ABI_MINOR UINT32_C(0)", "#define ACCT_ABI_MINOR UINT32_C(1)")


def change(folder, header, old, new):
    file = folder / header
    text = file.read_text(encoding="utf-8")
    if old not in text:
        sys.exit(f"acct/{header} has no \"{old}\" any more; tests/evolution/evolve.py needs another place for its example.")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def grow_everything(folder):
    def grown(match):
        head, body = match.group(1), match.group(2)
        if not re.match(r"\s*uint32_t size;", body):
            return match.group(0)
        return f"{head}{body}    uint64_t grown_later;\n}}{' ' + match.group(3) if match.group(3) else ''};"

    for file in folder.glob("*.h"):
        text = file.read_text(encoding="utf-8")
        text = re.sub(r"^((?:typedef )?struct \w+ \{\n)(.*?)^\}(?: (\w+))?;", grown, text, flags=re.M | re.S)
        file.write_text(text, encoding="utf-8")


def evolve(include, to):
    folder = Path(to, "acct")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(Path(include, "acct"), folder)
    for example in (NEW_FIELD, NEW_KIND, NEW_VERSION):
        change(folder, *example)
    grow_everything(folder)
    if NEW_MINOR[1] in (folder / NEW_MINOR[0]).read_text(encoding="utf-8"):
        change(folder, *NEW_MINOR)


if __name__ == "__main__":
    evolve(sys.argv[1], sys.argv[2])
