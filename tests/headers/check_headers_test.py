"""Is the header check right? Headers with one fault each, which it must find; argv[1]: the good headers."""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).parent / "check_headers.py"
HEADERS = sys.argv.pop(1)
WINDOWS = "x86_64-w64-mingw32-gcc"


class Headers(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        shutil.copytree(Path(HEADERS, "acct"), self.folder / "acct")

    def change(self, header, old, new):
        file = self.folder / "acct" / header
        text = file.read_text(encoding="utf-8")
        self.assertIn(old, text)
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def check(self, *arguments):
        done = subprocess.run([sys.executable, "-B", str(CHECK), *arguments], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def compiled(self, compiler, *standards):
        return self.check(compiler, "its-package", str(self.folder), *standards)

    def test_good_headers_pass(self):
        self.assertEqual(self.compiled("gcc", "c99")[0], 0)
        self.assertEqual(self.check("--includes", str(self.folder))[0], 0)

    def test_a_header_that_needs_another_before_it(self):
        self.change("host_entities.h", '#include "host.h"', "")
        code, words = self.compiled("gcc", "c99")
        self.assertEqual(code, 1)
        self.assertIn("host_entities.h alone", words)

    def test_a_header_without_a_guard(self):
        self.change("operations.h", "#ifndef ACCT_OPERATIONS_H", "#if 1")
        code, words = self.compiled("gcc", "c99")
        self.assertEqual(code, 1)
        self.assertIn("operations.h twice", words)

    def test_what_only_a_later_c_knows(self):
        self.change("host.h", "    acct_version abi_version;", "    struct { acct_version abi_version; };")
        self.assertEqual(self.compiled("gcc", "c11")[0], 0)
        self.assertEqual(self.compiled("gcc", "c99")[0], 1)

    def test_what_only_c_knows(self):
        self.change("plugin.h", "const char *id", "const char *restrict id")
        self.assertEqual(self.compiled("gcc", "c99")[0], 0)
        self.assertEqual(self.compiled("g++", "c++17")[0], 1)

    def test_a_long_is_shorter_on_windows(self):
        self.change("settings_page.h", "uint64_t progress_done;", "unsigned long progress_done;")
        self.change("settings_page.h", "uint64_t progress_total;", "unsigned long progress_total;")
        self.assertEqual(self.compiled("gcc", "c99")[0], 0, "LP64: as long as an uint64_t")
        code, words = self.compiled(WINDOWS, "c99")
        self.assertEqual(code, 1, "LLP64: half as long")
        self.assertIn("acct_layout_acct_control_progress_total", words)

    def test_a_missing_compiler_fails_and_says_what_to_install(self):
        code, words = self.compiled("no-such-compiler", "c99")
        self.assertNotEqual(code, 0)
        self.assertIn("its-package", words)

    def test_an_include_of_another_library(self):
        self.change("abi.h", "#include <stdint.h>", "#include <stdint.h>\n#include <unistd.h>")
        code, words = self.check("--includes", str(self.folder))
        self.assertEqual(code, 1)
        self.assertIn("unistd.h", words)


if __name__ == "__main__":
    unittest.main()
