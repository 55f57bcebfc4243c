"""Does acct-host-check see what a host does wrong, each mistake as what it is, and nothing where there is nothing?

    host_check_test.py CHECK WRONG_HOST MINIMAL_HOST MUNIM
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHECK, WRONG_HOST, MINIMAL_HOST, MUNIM = sys.argv[1:5]
del sys.argv[1:5]

# What wrong_host does -> the rule that it breaks by it.
MISTAKES = {
    "relative-path": "life.path", "asks-before-init": "life.order", "starts-twice": "life.order",
    "goes-on-after-destroy": "life.order", "deinit-twice": "life.order", "just-exits": "life.end", "forgets-destroy": "life.end",
    "page-on-another-thread": "life.thread", "on-main-thread-elsewhere": "life.thread", "nobody-made-it": "host.table",
    "table-changes": "host.constant", "prefix-of-id": "host.unknown_service", "never-on-main-thread": "main.called",
    "on-main-thread-inside": "main.not_inside", "table-without-size": "service.size", "table-without-function": "service.size",
    "relative-folder": "service.storage", "folder-changes": "service.storage", "open-folder": "service.storage_private",
    "company-without-gstin": "service.entities", "company-not-utf8": "service.entities", "odd-language": "service.locale",
    "offset-in-seconds": "service.locale", "short-secret": "service.unlock_secret", "one-secret-for-all": "service.unlock_secret",
    "new-secret-each-time": "service.unlock_secret", "secret-unasked": "service.unlock_secret",
    "secret-in-data-folder": "service.unlock_secret_apart", "proxy-without-scheme": "service.network",
    "no-such-authorities": "service.network", "error-without-words": "service.error",
    "receiver-on-another-thread": "service.receiver", "receiver-twice": "service.receiver", "unknown-page": "pages.known",
    "closes-no-page": "pages.known", "never-draws-again": "pages.redrawn", "keeps-views": "views.released",
    "releases-twice": "views.released_once", "writes-to-view": "views.untouched", "unknown-control": "values.known_control",
    "sets-a-button": "values.kind", "sets-what-is-disabled": "values.enabled", "presses-what-is-disabled": "values.enabled",
    "disabled-option": "values.enabled", "disabled-action": "values.enabled", "value-not-utf8": "values.utf8",
    "option-by-label": "values.option", "checkbox-true": "values.checkbox", "relative-file": "values.file",
    "row-and-action-in-one": "values.row", "button-with-row": "values.row", "crashes-on-unknown-kind": "host.survives"}

# What cannot be done wrong alone.
ALSO = {"unknown-page": {"values.known_control"}}


def judged(command, more=(), stdin=None):
    """(exit status, {rule: outcome}, what was printed) of a host."""
    with tempfile.TemporaryDirectory(prefix="acct-host-check-test-") as scratch:
        report = Path(scratch, "report.json")
        environment = {**os.environ, "XDG_DATA_HOME": scratch, "HOME": scratch, "XDG_CONFIG_HOME": scratch}
        done = subprocess.run([CHECK, "--json", str(report), *more, "--", *(part.replace("{scratch}", scratch) for part in command)],
                              capture_output=True, text=True, check=False, timeout=100, env=environment, input=stdin, cwd=scratch)
        outcomes = {one["name"]: one for one in json.loads(report.read_text())["checks"]} if report.exists() else {}
        return done.returncode, outcomes, done.stdout + done.stderr


def in_state(outcomes, state):
    return {name for name, outcome in outcomes.items() if outcome["state"] == state}


def wrong(mistake):
    return judged([WRONG_HOST, "{probe}", "{scratch}/data", mistake])


class Hosts(unittest.TestCase):
    def test_each_mistake_is_seen_as_what_it_is(self):
        with ThreadPoolExecutor(8) as pool:  # most of them wait
            for (mistake, rule), (status, outcomes, said) in zip(MISTAKES.items(), pool.map(wrong, MISTAKES)):
                with self.subTest(mistake):
                    broken = in_state(outcomes, "failed")
                    self.assertIn(rule, broken, said)
                    if mistake != "unknown-page":  # without a page all that follows goes wrong
                        self.assertEqual(broken - ALSO.get(mistake, set()), {rule}, said)
                    self.assertEqual(status, 1)
                    finding = outcomes[rule]["findings"][0]
                    self.assertTrue(all(finding.values()), finding)

    def test_every_rule_has_a_mistake(self):
        listed = set(re.findall(r"^(\w+\.\w+)$", subprocess.run([CHECK, "--list"], capture_output=True, text=True, check=True).stdout, re.M))
        self.assertEqual(listed - set(MISTAKES.values()), {"future.drawn"})  # it is kept by surviving it

    def test_a_host_that_keeps_all_rules(self):
        status, outcomes, said = wrong("none")
        self.assertEqual((status, in_state(outcomes, "failed")), (0, set()), said)
        self.assertEqual(in_state(outcomes, "skipped"), set())
        self.assertIn("The host keeps the rules", said)

    def test_the_minimal_host(self):
        typed = "1\n4 blr\n5 HO\n6\nSample-1\n7\n123456\n8 1\n9 /tmp/list.csv\n12\n13\n15\n20 row/7 open\nq\n"
        status, outcomes, said = judged([MINIMAL_HOST, "{probe}", "{scratch}/data"], stdin=typed)
        self.assertEqual((status, in_state(outcomes, "failed")), (0, set()), said)
        self.assertGreaterEqual(in_state(outcomes, "passed"), {"values.row", "values.option", "pages.redrawn", "future.drawn"})

    def test_munim(self):
        status, outcomes, said = judged([sys.executable, "-B", __file__, CHECK, WRONG_HOST, MINIMAL_HOST, MUNIM, "--drive-munim", "{probe}", "{scratch}"])
        self.assertEqual((status, in_state(outcomes, "failed")), (0, set()), said)
        self.assertEqual(in_state(outcomes, "skipped"), {"service.network", "service.error", "values.file"} & in_state(outcomes, "skipped"), said)

    def test_a_host_that_does_not_load_the_probe(self):
        status, _, said = judged(["/bin/true"])
        self.assertEqual(status, 2)
        self.assertIn("did not load the probe", said)

    def test_a_command_that_is_not_there(self):
        status, _, said = judged(["/no/such/host"])
        self.assertEqual(status, 2)
        self.assertIn("/no/such/host", said)

    def test_the_folder_is_told_by_a_variable(self):
        status, outcomes, said = judged([MUNIM, "--data", "{scratch}/munim", "plugins"], ["--folder-variable", "MUNIM_PLUGIN_PATH"])
        self.assertEqual((status, in_state(outcomes, "failed")), (0, set()), said)
        self.assertIn("host.table", in_state(outcomes, "passed"))

    def test_the_journal_is_read_later(self):
        with tempfile.TemporaryDirectory() as scratch:
            probe = subprocess.run([CHECK, "--probe"], capture_output=True, text=True, check=True).stdout.strip()
            subprocess.run([WRONG_HOST, probe, scratch + "/data", "checkbox-true"], check=True)
            junit = Path(scratch, "report.xml")
            done = subprocess.run([CHECK, "--junit", str(junit), "--read", scratch + "/data/host-check.journal"],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 1, done.stdout)
            suite = ElementTree.parse(junit).getroot()
            self.assertEqual([case.attrib["name"] for case in suite if case.find("failure") is not None], ["values.checkbox"])

    def test_what_is_typed_hidden_is_not_written_down(self):
        with tempfile.TemporaryDirectory() as scratch:
            probe = subprocess.run([CHECK, "--probe"], capture_output=True, text=True, check=True).stdout.strip()
            subprocess.run([WRONG_HOST, probe, scratch + "/data", "none"], check=True)
            self.assertNotIn(b"Sample-1", Path(scratch, "data", "host-check.journal").read_bytes())


def drive_munim(probe, scratch):
    """Uses the page through Munim's local web API, as its page does."""
    server = subprocess.Popen([MUNIM, "--data", scratch + "/munim", "--vault-key-dir", scratch + "/keys", "--plugin", probe, "serve", "--port", "0"],
                              stdout=subprocess.PIPE, text=True)
    address, token = re.search(r"(http://127\.0\.0\.1:\d+)/#session=(\S+)", server.stdout.readline()).groups()

    def ask(method, path, body=None):
        request = urllib.request.Request(address + path, method=method, headers={"X-Munim-Session": token},
                                         data=None if body is None else body.encode())
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            content = answer.read()
            return json.loads(content) if content else None

    try:
        (menu,) = [one["id"] for one in ask("GET", "/api/app")["settings"] if one["title"] == "Host check"]
        controls = f"/api/pages/{ask('POST', '/api/pages', json.dumps({'settings': menu}))['page']}/controls/"
        page = controls.removesuffix("/controls/")
        ask("GET", page + "?after=0")
        for control, value in {"branch": "blr", "name": "HO", "secret": "Sample-1", "code": "123456", "agree": "1", "file": "/tmp/list.csv"}.items():
            ask("PUT", controls + control, value)
        for control, item in {"save": "", "link": "", "rows": "row/7\nopen", "thread": ""}.items():
            ask("POST", controls + control + "/activate", item)
        deadline = time.monotonic() + 20
        while "Another thread changed this page" not in json.dumps(ask("GET", page + "?after=0")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        ask("DELETE", page)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--drive-munim"]:
        drive_munim(*sys.argv[2:4])
    else:
        unittest.main()
