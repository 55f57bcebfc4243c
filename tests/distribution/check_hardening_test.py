#!/usr/bin/env python3
"""The judge of hardening against programs and libraries that lack one protection each: it has to name that one, and no other.
And against those that lack none: it has to be content.

    check_hardening_test.py CC
"""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

JUDGE = Path(__file__).with_name("check_hardening.py")
COMPILER = "cc"

# With an array on the stack, a call that has a checked form, and a function that is called by its address.
PROGRAM = """
#include <stdio.h>
#include <string.h>
typedef int (*Action)(const char *);
static int show(const char *text) { char copy[64]; strncpy(copy, text, sizeof copy - 1); copy[63] = 0; return printf("%s %d", copy, 1); }
static int hide(const char *text) { return text[0]; }
static int third(const char *text) { return text[1]; }
static int fourth(const char *text) { return text[2]; }
Action actions[] = {show, hide, third, fourth};
int main(int count, char **words) { return actions[count & 3](words[0]); }
"""
COMPILE = ["-std=gnu11", "-O2", "-fPIC", "-fstack-protector-strong", "-fcf-protection=full", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2"]
LINK = ["-Wl,-z,relro", "-Wl,-z,now", "-Wl,-z,noexecstack"]


class Hardening(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="tijori-hardening-")
        self.addCleanup(self.scratch.cleanup)
        self.folder = Path(self.scratch.name)

    def build(self, *more, shared=False):
        source, built = self.folder / "it.c", self.folder / "it"
        source.write_text(PROGRAM)
        kind = "-shared" if shared else "-pie"
        subprocess.run([COMPILER, *COMPILE, *LINK, kind, *more, str(source), "-o", str(built)], check=True)
        return built

    def judge(self, file, *options):
        ended = subprocess.run([sys.executable, "-B", str(JUDGE), *options, str(file)], capture_output=True, text=True)
        self.assertEqual(ended.stderr, "")
        self.assertIn(ended.returncode, (0, 1))
        found = ended.stdout.splitlines() if ended.returncode else []
        return [line.removeprefix(f"{file} ") for line in found]

    def assert_only(self, found, words):
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def test_content_with_what_is_hardened(self):
        self.assertEqual(self.judge(self.build()), [])
        self.assertEqual(self.judge(self.build(shared=True)), [])

    def test_names_what_is_missing(self):
        for words, *options in (
                ("relro", "-Wl,-z,norelro"), ("binds its symbols late", "-Wl,-z,lazy"), ("executable stack", "-Wl,-z,execstack"),
                ("RUNPATH", "-Wl,-rpath,/opt/build"), ("RPATH", "-Wl,--disable-new-dtags,-rpath,/opt/build"),
                ("guard on the stack", "-fno-stack-protector"), ("printf unchecked", "-U_FORTIFY_SOURCE"),
                ("landing mark", "-fcf-protection=none")):
            with self.subTest(options):
                self.assert_only(self.judge(self.build(*options)), words)
                self.assert_only(self.judge(self.build(*options, shared=True)), words)

    def test_program_at_a_fixed_place(self):
        self.assertTrue(any("position-independent" in fault for fault in self.judge(self.build("-no-pie", "-fno-pie"))))

    def test_plugin_with_a_soname(self):
        self.assert_only(self.judge(self.build("-Wl,-soname,libit.so.1", shared=True)), "SONAME")

    def test_relocations_in_code(self):
        assembly = self.folder / "far.s"
        assembly.write_text(".text\n.globl far\nfar: .quad far\n.section .note.GNU-stack,\"\",@progbits\n")
        found = self.judge(self.build(str(assembly), "-Wl,-z,notext", shared=True))
        self.assertTrue(any("relocations in its code" in fault for fault in found), found)

    def test_commands(self):
        good = ["-O3", *COMPILE[3:], "-fstack-clash-protection"]
        file, commands = self.build(), self.folder / "commands.json"
        for words, options in (
                (None, good), ("-O1", [*good, "-O1"]), ("nothing where -D_FORTIFY", [o for o in good if "FORTIFY" not in o]),
                ("-U_FORTIFY_SOURCE where", [*good, "-U_FORTIFY_SOURCE"]), ("-fno-stack-protector", [*good, "-fno-stack-protector"]),
                ("clash", good[:-1]), ("-fcf-protection=none", [*good, "-fcf-protection=none"])):
            with self.subTest(words):
                commands.write_text(json.dumps([{"file": "it.c", "command": " ".join(["cc", *options, "-c", "it.c"])}]))
                found = self.judge(file, "--commands", str(commands))
                self.assert_only(found, words) if words else self.assertEqual(found, [])


if __name__ == "__main__":
    COMPILER = sys.argv.pop(1)
    unittest.main()
