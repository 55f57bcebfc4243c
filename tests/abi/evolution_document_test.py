"""Does host-sdk/EVOLUTION.md say what is checked and tried? Its rules are those of the judge, its examples those with which
old and new are tried, and the judge finds that these keep the rules. argv[1]: host-sdk; argv[2]: tests/evolution."""
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SDK, EVOLUTION = Path(sys.argv.pop(1)), Path(sys.argv.pop(1))
sys.path[:0] = [str(SDK / "abi"), str(EVOLUTION)]
import abi_judge  # noqa: E402  the paths come first
import evolve  # noqa: E402

GROWN = 3
DOCUMENT = (SDK / "EVOLUTION.md").read_text(encoding="utf-8")


class Document(unittest.TestCase):
    def test_it_has_every_rule(self):
        rules = dict(re.findall(r"^- \*\*(E\d+)\*\*: (.*?)[.:]\s", DOCUMENT.replace("\n  ", " "), flags=re.M))
        self.assertEqual(rules.keys(), abi_judge.RULES.keys())
        for rule, words in abi_judge.RULES.items():
            self.assertIn(f"- **{rule}**: {words}", DOCUMENT.replace("\n  ", " "))

    def test_it_shows_the_examples_that_are_tried(self):
        for _, old, new in (evolve.NEW_FIELD, evolve.NEW_KIND, evolve.NEW_VERSION):
            self.assertIn(new.replace(old, "").strip(), DOCUMENT)

    def test_the_examples_keep_the_rules(self):
        with tempfile.TemporaryDirectory() as later:
            evolve.evolve(SDK / "include", later)
            done = subprocess.run([sys.executable, "-B", str(SDK / "abi" / "abi_record.py"), "check", "--headers", later,
                                   "--record", str(SDK / "abi")], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, GROWN, done.stdout + done.stderr)
        for what in ("acct_page_info.icon was appended", "ACCT_CONTROL_DATE (14) is new", "ACCT_EXT_HOST_NOTIFY_2",
                     "acct_vault.grown_later was appended", "acct_option.grown_later was appended at byte 80"):
            self.assertIn(what, done.stdout)

    def test_the_first_release_is_kept(self):
        """Programs built against the first release's headers run with the present ones."""
        first = SDK / "abi" / "first-release"
        with tempfile.TemporaryDirectory() as record:
            for what, headers, expected in (("record", first, (0,)), ("check", SDK / "include", (0, GROWN))):
                done = subprocess.run([sys.executable, "-B", str(SDK / "abi" / "abi_record.py"), what, "--headers", str(headers),
                                       "--record", record], capture_output=True, text=True, check=False)
                self.assertIn(done.returncode, expected, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
