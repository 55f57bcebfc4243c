#!/usr/bin/python3
"""Judges an irp-sandbox binary with an independent client: run_interop.py path/to/irp-sandbox [word …]

Starts the sandbox on free ports in a temporary directory, runs every check (or those whose name contains one of the
words), prints a list, and exits non-zero if any failed.
"""
import pathlib
import sys
import tempfile
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

# Each enters its checks into the list, to be run in this order.
import checks_flavours  # noqa: E402, F401
import checks_invoices  # noqa: E402, F401
import checks_faults  # noqa: E402, F401
import checks_account  # noqa: E402, F401
import checks_protocol  # noqa: E402, F401
import checks_admin  # noqa: E402, F401
import checks_process  # noqa: E402, F401
from interop_world import CHECKS, World  # noqa: E402


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    words = sys.argv[2:]
    failures = 0
    with tempfile.TemporaryDirectory(prefix="irp-interop-") as root:
        world = World(str(pathlib.Path(sys.argv[1]).resolve()), root)
        try:
            for function in CHECKS:
                if words and not any(word in function.__name__ for word in words):
                    continue
                try:
                    world.begin()
                    function(world)
                    print(f"passed  {function.__name__}")
                except Exception:  # the list shall be complete
                    failures += 1
                    print(f"FAILED  {function.__name__}")
                    traceback.print_exc(file=sys.stdout)
        finally:
            status = world.sandbox.stop()
        if status != 0:
            failures += 1
            print(f"FAILED  the sandbox ended with status {status}")
    print("all checks passed" if failures == 0 else f"{failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
