"""Is the comparison of the ABI with its record right? Headers with one change each, recorded before it and judged after it.
argv[1]: host-sdk."""
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SDK = Path(sys.argv.pop(1))
SAME, BROKEN, UNKNOWN, GROWN = 0, 1, 2, 3


class Change(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """The record of the present headers, which every test starts from."""
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.present = Path(scratch.name)
        subprocess.run([sys.executable, "-B", str(SDK / "abi" / "abi_record.py"), "record", "--headers", str(SDK / "include"),
                        "--record", str(cls.present)], check=True, stdout=subprocess.DEVNULL)

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        shutil.copytree(SDK / "include" / "acct", self.folder / "acct")
        self.record = self.folder / "record"
        shutil.copytree(self.present, self.record)

    def run_tool(self, what, *more):
        done = subprocess.run([sys.executable, "-B", str(SDK / "abi" / "abi_record.py"), what, "--headers", str(self.folder),
                               "--record", str(self.record), *more], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def change(self, header, old, new):
        file = self.folder / "acct" / header
        text = file.read_text(encoding="utf-8")
        self.assertIn(old, text)
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def expect_break(self, rule, *named):
        code, words = self.run_tool("check")
        self.assertEqual(code, BROKEN, words)
        self.assertEqual(set(re.findall(r"violates rule (E\d+)", words)), {rule}, words)
        for name in named:
            self.assertIn(name, words)

    def expect_growth(self, *named):
        code, words = self.run_tool("check")
        self.assertEqual(code, GROWN, words)
        for name in named:
            self.assertIn(name, words)
        self.assertIn("./tijori abi-record", words)
        self.assertEqual(self.run_tool("record")[0], 0)
        self.assertEqual(self.run_tool("check"), (SAME, ""))

    def test_nothing_changed(self):
        self.assertEqual(self.run_tool("check"), (SAME, ""))

    def test_comments_are_no_change(self):
        self.change("host.h", "/* for people; not empty */", "/* for persons; not empty */")
        self.assertEqual(self.run_tool("check"), (SAME, ""))

    # ---- structs
    def test_a_field_appended(self):
        self.change("settings_page.h", "    uint64_t progress_total;\n", "    uint64_t progress_total;\n    acct_text unit;\n")
        self.expect_growth("acct_control.unit was appended at byte 224")

    def test_a_function_appended(self):
        self.change("operations.h", "uint64_t *out_total, acct_error *error);\n",
                    "uint64_t *out_total, acct_error *error);\n    acct_status(ACCT_CALL *hold)(const acct_plugin *plugin, acct_operation operation);\n")
        self.expect_growth("acct_operations.hold")

    def test_a_field_in_the_middle(self):
        self.change("settings_page.h", "    uint64_t progress_done;\n", "    acct_text unit;\n    uint64_t progress_done;\n")
        self.expect_break("E2", "acct_control.progress_done was at byte 208 and is at 224, since unit was put before it")

    def test_fields_that_changed_places(self):
        self.change("settings_page.h", "    uint64_t progress_done;\n    uint64_t progress_total;\n",
                    "    uint64_t progress_total;\n    uint64_t progress_done;\n")
        self.expect_break("E2", "acct_control.progress_done", "acct_control.progress_total")

    def test_a_field_removed_and_the_struct_shrunk(self):
        self.change("settings_page.h", "    uint64_t progress_total;\n", "")
        self.expect_break("E2", "acct_control.progress_total is gone", "acct_control was 224 bytes and is 216: it shrank")

    def test_a_field_renamed(self):
        self.change("settings_page.h", "    uint64_t progress_total;\n", "    uint64_t progress_of;\n")
        self.expect_break("E2", "acct_control.progress_total is gone; progress_of is in its place")

    def test_a_field_of_another_type_but_size(self):
        self.change("settings_page.h", "    uint64_t progress_total;\n", "    int64_t progress_total;\n")
        self.expect_break("E3", "acct_control.progress_total")

    def test_a_shorter_array(self):
        self.change("abi.h", "char next_step[768];", "char next_step[512];")
        code, words = self.run_tool("check")
        self.assertEqual(code, BROKEN)
        self.assertIn("acct_error.next_step was `char[768]` and is `char[512]`", words)
        self.assertIn("it shrank", words)

    def test_a_function_with_another_parameter(self):
        self.change("host_services.h", "(const acct_host *host, acct_text url, acct_error *error);",
                    "(const acct_host *host, acct_text url, uint32_t flags, acct_error *error);")
        self.expect_break("E3", "acct_host_open_url.open")

    def test_a_field_in_the_padding(self):
        self.change("settings_page.h", "    uint32_t badge_tone;\n    uint32_t reserved; /* 0 */\n", "    uint32_t badge_tone;\n")
        self.assertEqual(self.run_tool("record", "--break")[0], 0)
        self.change("settings_page.h", "    uint32_t badge_tone;\n", "    uint32_t badge_tone;\n    uint32_t level;\n")
        self.expect_break("E4", "acct_option.level is at byte 76")

    def test_a_field_behind_named_padding(self):
        self.change("settings_page.h", "    uint32_t badge_tone;\n    uint32_t reserved; /* 0 */\n",
                    "    uint32_t badge_tone;\n    uint32_t reserved; /* 0 */\n    acct_text more;\n")
        self.expect_growth("acct_option.more was appended at byte 80")

    def test_a_reserved_field_gets_a_meaning(self):
        self.change("settings_page.h", "    uint32_t reserved; /* 0 */", "    uint32_t lines; /* 0: one */")
        self.expect_growth("acct_option.lines")

    def test_growth_of_a_struct_without_size(self):
        self.change("abi.h", "    uint32_t revision;\n", "    uint32_t revision;\n    uint32_t build;\n")
        code, words = self.run_tool("check")
        self.assertEqual(code, BROKEN)
        self.assertIn("violates rule E1", words)

    def test_growth_of_a_struct_within_another(self):
        self.change("credentials.h", "    const acct_credential_key *key;\n", "    acct_credential_key key;\n")
        self.assertEqual(self.run_tool("record", "--break")[0], 0)
        self.change("credentials.h", "    acct_text environment; /* \"production\" or \"sandbox\" */\n",
                    "    acct_text environment;\n    acct_text branch;\n")
        code, words = self.run_tool("check")
        self.assertEqual(code, BROKEN)
        self.assertIn("acct_credential_input holds one within itself", words)
        self.assertIn("violates rule E5", words)

    def test_a_type_removed(self):
        self.change("credentials.h", "typedef uint64_t acct_observation;", "")
        text = (self.folder / "acct" / "credentials.h").read_text(encoding="utf-8")
        (self.folder / "acct" / "credentials.h").write_text(text.replace("acct_observation ", "uint64_t "), encoding="utf-8")
        self.expect_break("E8", "acct_observation")

    def test_a_narrower_handle(self):
        self.change("settings_page.h", "typedef uint64_t acct_page;", "typedef uint32_t acct_page;")
        code, words = self.run_tool("check")
        self.assertEqual(code, BROKEN)
        self.assertIn("acct_page was `uint64_t` and is `uint32_t`", words)

    def test_a_change_that_only_abidiff_sees(self):
        self.change("host.h", "typedef struct acct_host acct_host;", "enum acct_mood { ACCT_GOOD = 1 };\ntypedef struct acct_host acct_host;")
        self.change("host.h", "request_main_thread)(const acct_host *host);",
                    "request_main_thread)(const acct_host *host);\n    enum acct_mood mood;\n    uint32_t reserved;")
        self.assertEqual(self.run_tool("record")[0], 0)
        self.change("host.h", "ACCT_GOOD = 1", "ACCT_GOOD = 2")
        code, words = self.run_tool("check")
        self.assertEqual(code, BROKEN, words)
        self.assertIn("has no rule", words)
        self.assertIn("ACCT_GOOD", words)

    # ---- constants and ids
    def test_a_kind_renumbered(self):
        self.change("settings_page.h", "ACCT_CONTROL_FILE UINT32_C(13)", "ACCT_CONTROL_FILE UINT32_C(14)")
        self.expect_break("E6", "ACCT_CONTROL_FILE was 13 and is 14")

    def test_a_kind_inserted(self):
        self.change("settings_page.h", "#define ACCT_CONTROL_FILE UINT32_C(13)",
                    "#define ACCT_CONTROL_DATE UINT32_C(13)\n#define ACCT_CONTROL_FILE UINT32_C(14)")
        self.expect_break("E6", "ACCT_CONTROL_FILE was 13 and is 14")

    def test_a_new_kind(self):
        self.change("settings_page.h", "#define ACCT_CONTROL_FILE", "#define ACCT_CONTROL_DATE UINT32_C(14)\n#define ACCT_CONTROL_FILE")
        self.expect_growth("ACCT_CONTROL_DATE (14) is new")

    def test_a_number_used_twice(self):
        self.change("settings_page.h", "#define ACCT_CONTROL_FILE", "#define ACCT_CONTROL_DATE UINT32_C(12)\n#define ACCT_CONTROL_FILE")
        self.expect_break("E6", "ACCT_CONTROL_DATE is 12, which is ACCT_CONTROL_TABLE already")

    def test_a_flag_of_two_bits(self):
        self.change("settings_page.h", "#define ACCT_FLAG_DEFAULT", "#define ACCT_FLAG_LOUD UINT32_C(768)\n#define ACCT_FLAG_DEFAULT")
        self.expect_break("E6", "ACCT_FLAG_LOUD is 768")

    def test_a_constant_removed(self):
        self.change("host_services.h", "#define ACCT_LOG_DEBUG UINT32_C(0)\n", "")
        self.expect_break("E8", "ACCT_LOG_DEBUG")

    def test_an_id_changed(self):
        self.change("vault.h", '"acct.vault/1"', '"acct.vault/2"')
        self.expect_break("E7", 'ACCT_EXT_VAULT was "acct.vault/1" and is "acct.vault/2"')

    def test_a_new_version_of_an_extension(self):
        self.change("host.h", "#ifdef __cplusplus\n}", '#define ACCT_EXT_HOST_NOTIFY_2 "acct.host.notify/2"\n'
                    "typedef struct acct_host_notify_2 {\n    uint32_t size;\n    acct_status(ACCT_CALL *notify)(const acct_host *host);\n"
                    "} acct_host_notify_2;\n#ifdef __cplusplus\n}")
        self.expect_growth("acct_host_notify_2 is new", "ACCT_EXT_HOST_NOTIFY_2 (acct.host.notify/2) is new")

    def test_the_version(self):
        self.change("abi.h", "#define ACCT_ABI_MINOR UINT32_C(0)", "#define ACCT_ABI_MINOR UINT32_C(1)")
        self.expect_growth("the minor version grew to 1")
        self.change("abi.h", "#define ACCT_ABI_MAJOR UINT32_C(1)", "#define ACCT_ABI_MAJOR UINT32_C(2)")
        self.expect_break("E9", "ACCT_ABI_MAJOR")

    # ---- symbols
    def library(self, text):
        file = self.folder / "some_plugin.so"
        source = self.folder / "some_plugin.c"
        source.write_text(text, encoding="utf-8")
        subprocess.run(["gcc", "-shared", "-fPIC", "-g", "-o", str(file), str(source)], check=True)
        return str(file)

    def test_one_symbol_more_or_less(self):
        entry = "extern const int acct_entry; const int acct_entry = 1;"
        self.assertEqual(self.run_tool("record", "--library", self.library(entry))[0], 0)
        self.assertEqual(self.run_tool("check", "--library", self.library(entry)), (SAME, ""))
        code, words = self.run_tool("check", "--library", self.library(entry + "int helper(void) { return 1; }"))
        self.assertEqual(code, BROKEN)
        self.assertIn("the library also exports helper\n      violates rule E10", words)
        code, words = self.run_tool("check", "--library", self.library("int entry(void) { return 1; }"))
        self.assertEqual(code, BROKEN)
        self.assertIn("does not export acct_entry any more", words)
        code, words = self.run_tool("check", "--library", self.library("int acct_entry(void) { return 1; }"))
        self.assertEqual(code, BROKEN, "a function is no data: " + words)

    # ---- recording
    def recorded(self):
        return [(self.record / name).read_bytes() for name in ("types.abi", "constants.txt")]

    def test_a_break_is_not_recorded_by_accident(self):
        self.change("settings_page.h", "    uint64_t progress_total;\n", "")
        before = self.recorded()
        code, words = self.run_tool("record")
        self.assertEqual(code, BROKEN)
        self.assertIn("Nothing was recorded", words)
        self.assertEqual(self.recorded(), before)

    def test_a_break_that_is_meant(self):
        self.change("settings_page.h", "    uint64_t progress_total;\n", "")
        first = self.folder / "first-release"
        self.assertEqual(self.run_tool("record", "--break", "--first-release", str(first))[0], 0)
        self.assertEqual(self.run_tool("check"), (SAME, ""))
        self.assertEqual((first / "acct" / "settings_page.h").read_text(encoding="utf-8"),
                         (self.folder / "acct" / "settings_page.h").read_text(encoding="utf-8"))

    def test_growth_leaves_the_first_release_alone(self):
        self.change("settings_page.h", "    uint64_t progress_total;\n", "    uint64_t progress_total;\n    acct_text unit;\n")
        first = self.folder / "first-release"
        self.assertEqual(self.run_tool("record", "--break", "--first-release", str(first))[0], 0)
        self.assertFalse(first.exists())

    # ---- when nothing can be said
    def test_headers_that_do_not_compile(self):
        self.change("abi.h", "typedef struct acct_version {", "typedef struct acct_version { oops")
        code, words = self.run_tool("check")
        self.assertEqual(code, UNKNOWN)
        self.assertIn("do not compile", words)

    def test_a_constant_that_cannot_be_read(self):
        self.change("host_services.h", "UINT32_C(3)", "(1 << 3)")
        code, words = self.run_tool("check")
        self.assertEqual(code, UNKNOWN)
        self.assertIn("ACCT_LOG_ERROR", words)

    def test_no_record(self):
        (self.record / "types.abi").unlink()
        code, words = self.run_tool("check")
        self.assertEqual(code, UNKNOWN)
        self.assertIn("./tijori abi-record makes it", words)


if __name__ == "__main__":
    unittest.main()
