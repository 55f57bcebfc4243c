"""A Qt host that is spoken to through qt_person.cpp."""
import json
import os
import subprocess
import tempfile
import time


class QtHost:
    def __init__(self, *command):
        self.runtime = tempfile.TemporaryDirectory()
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=self.runtime.name, LC_ALL="C.UTF-8")
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=environment, text=True, bufsize=1)

    def do(self, *words):
        self.process.stdin.write(" ".join(str(word) for word in words) + "\n")
        line = self.process.stdout.readline()
        assert line, f"the host ended at {words[0]!r}"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer

    def fill(self, control, text):
        """Goes there with the Tab key and types."""
        self.do("tab", control)
        return self.do("keys", text)

    def wait(self, text, seconds=30):
        """Until a text in sight contains this one."""
        end = time.monotonic() + seconds
        while True:
            seen = self.do("see")
            if any(text in one for one in seen["texts"]):
                return seen
            assert time.monotonic() < end, f"{text!r} did not come in sight; there is {seen}"
            time.sleep(0.05)

    def wait_for_focus(self, control, seconds=30):
        end = time.monotonic() + seconds
        while (focus := self.do("see")["focus"]) != control:
            assert time.monotonic() < end, f"the focus did not come to {control!r}, it is at {focus!r}"
            time.sleep(0.05)

    def end(self):
        self.do("close")
        self.process.stdin.close()
        self.process.stdout.close()
        self.runtime.cleanup()
        return self.process.wait(timeout=30)
