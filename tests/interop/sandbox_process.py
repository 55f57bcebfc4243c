"""Starts and stops an irp-sandbox in a directory of its own, and speaks to its admin endpoint."""
import json
import pathlib
import subprocess
import urllib.error
import urllib.request


class SandboxProcess:
    def __init__(self, binary, directory, *options):
        self.directory = pathlib.Path(directory)
        self.log_file = self.directory.with_suffix(".log")
        self.process = subprocess.Popen(
            [binary, "--data", str(self.directory), "--port", "0", "--log", str(self.log_file), *options],
            stdout=subprocess.PIPE, text=True)
        self.ready_line = self.process.stdout.readline().strip()
        if not self.ready_line.startswith("irp-sandbox ready https://localhost:"):
            self.process.wait()
            raise RuntimeError(f"the sandbox did not start; it said {self.ready_line!r}")
        self.info = json.loads((self.directory / "sandbox.json").read_text())
        self.accounts = json.loads((self.directory / "accounts.json").read_text())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Stops it as a service manager would and gives its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
        status = self.process.wait(timeout=20)
        self.process.stdout.close()
        return status

    def admin(self, path, body=None, method="POST", token=None):
        request = urllib.request.Request(self.info["admin_url"] + path, method=method,
                                         data=None if body is None else json.dumps(body).encode())
        request.add_header("Authorization", "Bearer " + (token or self.info["admin_token"]))
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def admin_refusal(self, path, **how):
        try:
            self.admin(path, **how)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        return 200

    def counters(self):
        return self.admin("/counters", method="GET")

    def fault(self, kind, where="any", times=1, **details):
        self.admin("/fault", {"kind": kind, "where": where, "times": times, **details})

    def log(self):
        return self.log_file.read_text()
