#!/usr/bin/env python3
"""catalogue_check.py judged: it finds each kind of mistake, and none where there is none."""
import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import catalogue_check

SOURCE = r'''
// say("in a comment")
const char* x = "not said";
auto a = say("Plain text.");
auto b = say("In two "
             "pieces of {file}.", {{"file", say("Inner text.")}});
auto c = say_n(count(a, b), "{n} thing", "{n} things", {{"x", f("no")}});
auto d = say(found->text);
constexpr auto e = N_("From a table, \"quoted\".");
'''
GOOD = {
    "Plain text.": "अ",
    "In two pieces of {file}.": "{file} आ",
    "Inner text.": "इ",
    "{n} thing": {"one": "{n} ई", "other": "{n} उ"},
    'From a table, "quoted".': '"ऊ"',
    "A label": "ए",
}


class CatalogueCheck(unittest.TestCase):
    def judged(self, catalogue, source=SOURCE, raw=None):
        """The problems found, as one text; None for a check that passes."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "room").mkdir()
            (root / "irp" / "profiles").mkdir(parents=True)
            (root / "words").mkdir()
            (root / "room" / "one.cpp").write_text(source, encoding="utf-8")
            (root / "irp" / "profiles" / "p.json").write_text(
                '{"extra_headers": {"X": {"label": "A label"}}}', encoding="utf-8")
            (root / "words" / "xx.json").write_text(raw or json.dumps(catalogue), encoding="utf-8")
            errors = io.StringIO()
            with mock.patch.object(sys, "argv", ["check", folder]), \
                    mock.patch.object(catalogue_check, "FEWEST", 1), \
                    contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
                bad = catalogue_check.main()
            return errors.getvalue() if bad else None

    def assert_found(self, problem, catalogue=None, **more):
        self.assertIn(problem, self.judged(GOOD if catalogue is None else catalogue, **more) or "nothing")

    def test_a_complete_catalogue_is_good(self):
        self.assertIsNone(self.judged(GOOD))

    def test_each_text_has_to_be_there(self):
        for text in GOOD:
            self.assert_found("missing", {k: v for k, v in GOOD.items() if k != text})

    def test_what_nobody_says_is_told(self):
        self.assert_found("nobody says", GOOD | {"not said": "क"})
        self.assert_found("nobody says", GOOD | {"in a comment": "क"})

    def test_places_have_to_be_the_same(self):
        self.assert_found("other places", GOOD | {"In two pieces of {file}.": "आ"})
        self.assert_found("other places", GOOD | {"In two pieces of {file}.": "{fil} आ"})
        self.assert_found("other places", GOOD | {"Plain text.": "{file}"})
        self.assert_found("other places", GOOD | {"{n} thing": {"one": "{n} ई", "other": "उ"}})

    def test_plural_forms_have_to_be_complete(self):
        self.assert_found("needs the plural forms", GOOD | {"{n} thing": "{n} ई"})
        self.assert_found("needs the plural forms", GOOD | {"{n} thing": {"one": "{n} ई"}})
        self.assert_found("plural forms where", GOOD | {"Plain text.": {"one": "अ", "other": "अ"}})

    def test_empty_blank_and_endless_texts_are_told(self):
        self.assert_found("empty", GOOD | {"Plain text.": " "})
        self.assert_found("blanks around", GOOD | {"Plain text.": "अ "})
        self.assert_found("longer than", GOOD | {"Plain text.": "अ" * 300})

    def test_a_text_stands_once_in_a_catalogue(self):
        self.assert_found("twice", raw='{"Plain text.": "अ", "Plain text.": "आ"}')

    def test_texts_have_to_be_literals(self):
        self.assert_found("without two literal texts", source=SOURCE + "say_n(1, one, many);")
        self.assert_found("without a literal text", source=SOURCE + 'N_(x + "y");')

    def test_sentences_have_to_be_said(self):
        self.assert_found("not said", source=SOURCE + 'return "It does not work.";')
        self.assert_found("not said", source=SOURCE + 'f("It does not "\n  "work today.");')
        self.assertIsNone(self.judged(GOOD, source=SOURCE + 'auto sql = "SELECT a FROM b"; auto path = "/a/b c.d";'))

    def test_one_text_has_one_plural(self):
        self.assert_found("another plural", source=SOURCE + 'say_n(1, "{n} thing", "{n} thingies");')


if __name__ == "__main__":
    unittest.main()
