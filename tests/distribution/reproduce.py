#!/usr/bin/env python3
"""Builds the same sources twice and compares what comes out, byte for byte. Everything differs that must not matter: the folder
and its length, the order of its files, the umask, the locale, the time zone, the user's home, the number of jobs.

    reproduce.py SOURCE [--jobs N]       the whole release and its packages; minutes
    reproduce.py SOURCE --small          the SDK, its examples, and two of the plugin's rooms; for every run of the tests

No cache of a compiler is used: it would give the second build what the first one made. Ends with 1 and names what differs.
"""
import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SMALL = ("acct_loader", "first_host", "minimal_plugin", "minimal_host", "tijori_vault_pieces", "tijori_base")
WORLDS = (
    {"folder": "one", "umask": 0o022, "LC_ALL": "C", "TZ": "UTC", "jobs": 1},
    {"folder": "another/place/with a longer name", "umask": 0o077, "LC_ALL": "C.UTF-8", "TZ": "Asia/Kolkata", "jobs": 2},
)


def run(*command, **options):
    ended = subprocess.run([str(part) for part in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if ended.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{ended.stdout[-6000:]}")
    return ended.stdout


def copy_sources(source, there, backwards):
    """What Git has or would take, in an order of our own: that in which a folder lists its files is that of their making."""
    files = run("git", "-C", source, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for file in sorted(filter(None, set(files)), reverse=backwards):
        if Path(source, file).is_file():
            Path(there, file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(source, file), Path(there, file))


def build(scratch, world, small, jobs):
    """Hashes of what was made: name -> SHA-256."""
    there = Path(scratch, world["folder"])
    os.umask(world["umask"])
    epoch = run("dpkg-parsechangelog", "-l", there / "sources/packaging/changelog", "-S", "Timestamp").strip()
    environment = {"PATH": os.environ["PATH"], "HOME": str(there / "home"), "LC_ALL": world["LC_ALL"], "TZ": world["TZ"],
                   "SOURCE_DATE_EPOCH": epoch, "CCACHE_DISABLE": "1"}
    options = {"cwd": there / "sources", "env": environment}
    run("cmake", "--preset", "package", **options)
    run("cmake", "--build", "--preset", "package", "--parallel", min(jobs, world["jobs"]) if small else jobs,
        *(("--target", *SMALL) if small else ()), **options)
    made = there / "sources/build/package"
    if not small:
        # The header of a package, which nobody reads, holds the umask of who packed.
        run("cpack", "--config", made / "CPackConfig.cmake", "-B", there / "packages", umask=0o022, **options)
    files = [path for folder in (made, there / "packages") for path in folder.rglob("*")
             if path.is_file() and (path.suffix in {".a", ".so", ".deb"} or path.parent.name == "bin") and "CMakeFiles" not in path.parts
             and "_CPack_Packages" not in path.parts]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=Path)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="leave both builds in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tijori-twice-") as scratch:
        if options.keep:
            scratch = options.keep.resolve()
        for world in WORLDS:
            os.umask(world["umask"])
            there = Path(scratch, world["folder"])
            (there / "home").mkdir(parents=True)
            copy_sources(options.source.resolve(), there / "sources", backwards=world is WORLDS[0])
        one, other = (build(scratch, world, options.small, options.jobs) for world in WORLDS)
    assert set(one) == set(other) and len(one) >= len(SMALL), f"{sorted(one)}\n{sorted(other)}"
    differing = sorted(name for name in one if one[name] != other[name])
    if differing:
        sys.exit("these differ between two builds of the same sources: " + ", ".join(differing))
    for name in sorted(one):
        print(one[name], name)
    print(f"{len(one)} files are the same in both builds")


if __name__ == "__main__":
    main()
