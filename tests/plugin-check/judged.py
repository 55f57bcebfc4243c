# judged.py - runs acct-plugin-check on a plugin and compares its verdict with what is wrong with the plugin.
#
#   judged.py CHECKER good LIBRARY [OPTION]...                      no finding; exit status 0
#   judged.py CHECKER fault LIBRARY FAULT CHECK RULE WORDS          the check finds it, for that rule, in these words
#   judged.py CHECKER command_line LIBRARY NO-PLUGIN                help, lists, reports, wrong use
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml


def run(checker, *arguments, fault=None):
    environment = dict(os.environ)
    environment.pop("SPECIMEN_FAULT", None)
    if fault:
        environment["SPECIMEN_FAULT"] = fault
    return subprocess.run([checker, *arguments], env=environment, text=True, capture_output=True)


def report_of(checker, library, *options, fault=None):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "report.json")
        ran = run(checker, *options, "--json", file, library, fault=fault)
        with open(file) as written:
            return ran, json.load(written)


def good(checker, library, *options):
    ran, report = report_of(checker, library, *options)
    print(ran.stdout, ran.stderr)
    assert ran.returncode == 0 and report["good"]
    assert any(check["state"] == "passed" for check in report["checks"])


def fault(checker, library, name, check, rule, words):
    ran, report = report_of(checker, library, "--only", check, "--time-limit", "4", "--repeat", "40", fault=name)
    print(ran.stdout, ran.stderr)
    assert ran.returncode == 1 and not report["good"]
    found = [finding for one in report["checks"] if one["name"] == check for finding in one["findings"]]
    assert any(finding["rule"] == rule and words in finding["did"] + "\n" + finding["got"] for finding in found), found


def command_line(checker, library, no_plugin):
    shown = run(checker, "--help")
    assert shown.returncode == 0 and "EXIT STATUS" in shown.stdout
    assert run(checker, "--version").stdout.startswith("acct-plugin-check ")
    listed = run(checker, "--list").stdout.splitlines()
    assert "arguments.null" in listed and len(listed) > 100
    for wrong in [[], [library, library], ["--no-such-option", library], ["--repeat", "many", library],
                  ["--only", "no-such-check", library], ["/no/such/file.so"], [no_plugin], [sys.executable], [__file__]]:
        ran = run(checker, *wrong)
        assert ran.returncode == 2 and ran.stderr.startswith("acct-plugin-check: "), (wrong, ran)
    with tempfile.TemporaryDirectory() as folder:
        junit = os.path.join(folder, "report.xml")
        ran = run(checker, "--only", "pages", "--only", "library.entry", "--junit", junit, library, fault="bad_utf8")
        assert ran.returncode == 1 and "FAILED    pages.list" in ran.stdout and "abi.h, rule 3" in ran.stdout
        suite = xml.parse(junit).getroot()
        cases = {case.get("name"): case for case in suite}
        assert int(suite.get("tests")) == len(cases) and int(suite.get("failures")) >= 1
        assert cases["pages.list"].find("failure") is not None and cases["library.entry"].find("failure") is None
        assert "pages.walk" in cases and "arguments.null" not in cases
        assert run(checker, "--only", "pages.list", "--json", folder, library).returncode == 2, "not writable"


checker, what, *rest = sys.argv[1:]
{"good": good, "fault": fault, "command_line": command_line}[what](checker, *rest)
