#!/usr/bin/env python3
"""Protects what Doxygen is shown: the code of a header stays as it is, comments become documentation where they document something,
and text stays text.

    doxygen_filter_test.py REPOSITORY
"""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop()).resolve()
sys.path.insert(0, str(ROOT / "docs"))

from doxygen_filter import filtered, without_foreign_links  # noqa: E402


def code_of(source):
    source = re.sub(r'("(?:\\.|[^"\\\n])*")|/\*.*?\*/|//[^\n]*', lambda found: found.group(1) or "", source, flags=re.DOTALL)
    return re.sub(r"\s+", " ", source)


class Filter(unittest.TestCase):
    def test_code_is_left_alone(self):
        files = [*(ROOT / "host-sdk/include/acct").rglob("*.h*")]
        self.assertGreater(len(files), 10)
        for file in files:
            with self.subTest(file.name):
                self.assertEqual(code_of(filtered(file.read_text())), code_of(file.read_text()))

    def test_comments_before_and_behind(self):
        shown = filtered("/*\n * x.h - of x.\n */\n\n/* An x. */\nstruct x {\n    int a; /* its a */\n};\n")
        self.assertIn("/** @file\n of x. */", shown)
        self.assertIn("/** An x. */\nstruct x", shown)
        self.assertIn("int a; /**< its a */", shown)

    def test_comments_that_document_nothing(self):
        source = "/* f.h - f. */\n/* ---- names */\n#define A 1 /* a */\n/* alone */\n\nint b;\n"
        shown = filtered(source)
        self.assertIn("/* ---- names */", shown)
        self.assertIn("#define A 1 /**< a */", shown)
        self.assertIn("/* alone */", shown)

    def test_bodies_of_functions(self):
        source = "// f.hpp - f.\nnamespace n {\n// Of f.\nint f() {\n    // inside\n    int a = 1;  // too\n    return a;\n}\n}\n"
        shown = filtered(source)
        self.assertIn("/** Of f. */", shown)
        self.assertIn("    // inside\n    int a = 1;  // too\n", shown)

    def test_text_stays_text(self):
        shown = filtered("/* f.h - f. */\n/* In ~/<plugin id>, a*b*c, user@example, 100% and `a_b<c>`. */\nint a;\n")
        self.assertIn(r"\<plugin id\>, a\*b\*c, user\@example, 100\% and `a_b<c>`.", shown)

    def test_code_in_a_comment(self):
        shown = filtered("/*\n * f.h - f.\n *\n *     call(<x>);\n *\n * More.\n */\nint a;\n")
        self.assertIn("@verbatim\ncall(<x>);\n@endverbatim", re.sub(r"\n\n", "\n", shown))

    def test_links_of_pages(self):
        self.assertEqual(without_foreign_links("[a](guide.md) [b](../x/y.h) [c](https://example.org)"),
                         "[a](@ref guide) b [c](https://example.org)")


if __name__ == "__main__":
    unittest.main(verbosity=1)
