#!/usr/bin/env python3
"""Protects the picture of the rooms: what it names is there, and every room of the plugin is in it.

    check_architecture.py REPOSITORY
"""
import pathlib
import re
import sys


def main():
    root = pathlib.Path(sys.argv[1])
    picture = (root / "docs" / "architecture.svg").read_text()
    named = set(re.findall(r'class="room"[^>]*>([^<]+)<', picture))
    missing = sorted(name for name in named if not (root / name).is_dir())
    rooms = {f"plugin/{folder.name}" for folder in (root / "plugin").iterdir() if folder.is_dir()}
    found = [f"the picture names {name}, which is no folder" for name in missing]
    found += [f"the picture lacks {name}" for name in sorted(rooms - named)]
    print("\n".join(found) or "the picture shows the rooms as they are")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
