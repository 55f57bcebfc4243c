#!/usr/bin/env python3
"""Installs the packages with dpkg into a system that has what they depend on and nothing else, and uses them there: Munim finds
the plugin at its place, stores a credential that the sandbox IRP verifies, makes a call with it, and shows its page. Then
removes them and looks whether anything is left.

    clean_root.py PACKAGES                  the system is put together from the packages installed here: from those that the
                                            Depends lead to, and from no other. No network is needed, but a way to change
                                            the root: to be root, or user namespaces; without either, skipped (77)
    clean_root.py PACKAGES --debootstrap    the system is a new Debian 12 from Debian's mirror, in which apt installs them (as
                                            root, with mmdebstrap)

The first form does not try what a new installation would: maintainer scripts of the packages depended on, other versions of
them than those here, and a kernel of its own.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

GSTIN, USER = "29AAACP0029A1Z2", "API_pushpak_blr"
PASSPHRASE = "six wary tigers audit the ledger"
OURS = ("acct-host-sdk-dev", "libtijori", "munim")


def run(*command, **options):
    ended = subprocess.run([str(part) for part in command], text=True, capture_output=True, timeout=300, **options)
    assert ended.returncode == 0, f"{' '.join(map(str, command))}\n{ended.stdout}{ended.stderr}"
    return ended.stdout


class Root:
    """A folder that programs see as their whole system."""

    def __init__(self, folder):
        self.folder = Path(folder)
        # Who is not root is root in a user namespace of its own.
        self.as_root = [] if os.geteuid() == 0 else ["unshare", "--map-root-user"]

    def command(self, *command):
        return [*self.as_root, "chroot", str(self.folder), *map(str, command)]

    environment = {"HOME": "/root", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}

    def run(self, *command, **options):
        return run(*self.command(*command), env=self.environment, **options)

    def start(self, *command):
        return subprocess.Popen(self.command(*command), env=self.environment, stdout=subprocess.PIPE, text=True)

    def can_be_changed_to(self):
        try:
            return subprocess.run([*self.as_root, "chroot", "/", "/bin/true"], capture_output=True).returncode == 0
        except FileNotFoundError:
            return False


# ---- the system of what is installed here


def paragraphs():
    """dpkg's record of what is installed here: name -> paragraph, and name -> the real ones that provide it."""
    records, providers = {}, {}
    for text in Path("/var/lib/dpkg/status").read_text().split("\n\n"):
        fields = dict(re.findall(r"^([\w-]+): (.*)$", text, re.M))
        if fields.get("Status") == "install ok installed":
            records[fields["Package"]] = (text, fields)
            for provided in re.findall(r"([\w.+-]+)(?: \([^)]*\))?(?:,|$)", fields.get("Provides", "")):
                providers.setdefault(provided, []).append(fields["Package"])
    return records, providers


def needs(fields):
    """What the fields depend on: for each clause the names that fulfil it."""
    for clause in ", ".join(fields.get(kind, "") for kind in ("Pre-Depends", "Depends")).split(","):
        if names := [re.match(r"[\w.+-]+", choice.strip())[0] for choice in clause.split("|") if choice.strip()]:
            yield names


def closure(debs):
    records, providers = paragraphs()
    fields_of = [dict(re.findall(r"^([\w-]+): (.*)$", run("dpkg-deb", "-f", deb), re.M)) for deb in debs]
    ours = {fields["Package"] for fields in fields_of}
    found, waiting = {}, list(fields_of)
    while waiting:
        for names in needs(waiting.pop()):
            here = [real for name in names for real in [name, *providers.get(name, [])] if real in records or real in ours]
            assert here, f"none of {names} is installed here, and something depends on it"
            if here[0] not in found and here[0] not in ours:
                found[here[0]] = records[here[0]][0]
                waiting.append(records[here[0]][1])
    return found


def compose(root, debs):
    """Copies what dpkg knows of these packages and their files."""
    for folder in ("bin", "sbin", "lib", "lib64"):  # as Debian has them since 12
        (root.folder / "usr" / folder).mkdir(parents=True, exist_ok=True)
        (root.folder / folder).symlink_to("usr/" + folder)
    database = root.folder / "var/lib/dpkg"
    for folder in ("info", "updates", "triggers"):
        (database / folder).mkdir(parents=True)
    packages = closure(debs)
    (database / "status").write_text("\n\n".join(packages[name].strip("\n") for name in sorted(packages)) + "\n")
    (database / "available").touch()
    for name in packages:
        (listing,) = [file for file in (Path(f"/var/lib/dpkg/info/{name}.list"), *Path("/var/lib/dpkg/info").glob(f"{name}:*.list"))
                      if file.exists()]
        shutil.copy(listing, database / "info")
        for line in listing.read_text().splitlines():
            here, there = Path(line), root.folder / line.lstrip("/")
            if there.is_symlink():
                continue
            if here.is_dir() and not here.is_symlink():
                there.mkdir(parents=True, exist_ok=True)
            elif (here.is_symlink() or here.is_file()) and not line.startswith("/usr/share/") and os.access(here, os.R_OK):
                shutil.copy2(here, there, follow_symlinks=False)
    for folder in ("dev", "etc", "root", "tmp", "srv"):
        (root.folder / folder).mkdir(exist_ok=True)
    (root.folder / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    print(f"a system of {len(packages)} packages: {' '.join(sorted(packages))}")


def install(root, debs):
    dpkg = [*root.as_root, "dpkg", f"--root={root.folder}", "--force-not-root", "--log=/dev/null"]
    run(*dpkg, "--install", *debs)
    altered = run(*dpkg, "--verify", *OURS)
    assert altered == "", altered
    return lambda: run(*dpkg, "--purge", *OURS)


# ---- the system of Debian's mirror


def debootstrap(root, debs):
    """In a hook, while the new system still has apt's lists and a way to the mirror."""
    run("mmdebstrap", "--variant=apt", f"--customize-hook=copy-in {' '.join(map(str, debs))} /tmp",
        "--customize-hook=chroot \"$1\" apt-get install --yes --no-install-recommends " + " ".join(f"/tmp/{deb.name}" for deb in debs),
        "bookworm", root.folder)
    return lambda: root.run("apt-get", "purge", "-y", *OURS)


# ---- the use


def our_files(root):
    return {path for pattern in ("acct", "*acct-*", "AcctHostSdk*", "*tijori*", "munim*", "irp-sandbox*", "accounting-plugins")
            for path in root.folder.rglob(pattern) if not path.is_relative_to(root.folder / "tmp")}


def wait_for(file):
    deadline = time.monotonic() + 30
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} did not come"
        time.sleep(0.05)


def use(root):
    if not (root.folder / "etc/hosts").exists():  # what Debian's installer writes
        (root.folder / "etc/hosts").write_text("127.0.0.1 localhost\n")
    plugins = json.loads(root.run("munim", "--json", "plugins"))
    assert plugins["refused"] == [] and len(plugins["plugins"]) == 1, plugins
    assert re.fullmatch(r"/usr/lib/[\w-]+/accounting-plugins/libtijori\.so", plugins["plugins"][0]["file"]), plugins
    version = root.run("dpkg-query", "-W", "-f", "${Version}", "libtijori") if (root.folder / "usr/bin/dpkg-query").exists() else \
        run("dpkg-query", f"--admindir={root.folder}/var/lib/dpkg", "-W", "-f", "${Version}", "libtijori")
    assert version == plugins["plugins"][0]["version"] + "-1", (version, plugins)

    for tool in ("acct-plugin-check", "acct-host-check"):
        assert tool in root.run(tool, "--help"), tool

    sandbox = root.start("irp-sandbox", "--data", "/srv/irp", "--port", "0", "--log", "/srv/irp.log")
    try:
        assert sandbox.stdout.readline().startswith("irp-sandbox ready https://")
        irp = root.folder / "srv/irp"
        data = root.folder / "srv/munim"
        providers = data / "plugins/in.tijori.credentials/providers"
        providers.mkdir(parents=True)
        for folder in (data, data / "plugins", providers.parent, providers):
            folder.chmod(0o700)
        shutil.copy(irp / "provider-profile.json", providers / "local-sandbox.json")
        password = next(user["password"] for user in json.loads((irp / "accounts.json").read_text())["users"] if user["username"] == USER)
        munim = ("munim", "--data", "/srv/munim", "--no-vault-key")
        root.run(*munim, "vault", "create", "--passphrase-fd", "0", input=PASSPHRASE + "\n")
        root.run(*munim, "credentials", "add", "--gstin", GSTIN, "--provider", "local-sandbox", "--environment", "sandbox", "--user", USER,
                 "--passphrase-fd", "0", "--password-stdin", input=f"{PASSPHRASE}\n{password}\n")
        answer = root.run(*munim, "irp", "call", "GET", f"/eivital/v1.04/Master/gstin/{GSTIN}", "--passphrase-fd", "0", input=PASSPHRASE + "\n")
        assert "Pushpak Traders Private Limited" in answer, answer

        server = root.start(*munim, "serve", "--port", "0", "--ready-file", "/srv/ready")
        try:
            wait_for(root.folder / "srv/ready")
            with urllib.request.urlopen(json.loads((root.folder / "srv/ready").read_text())["url"], timeout=20) as page:
                assert "Munim" in page.read().decode()
        finally:
            server.terminate()
            assert server.wait(20) == 0
            server.stdout.close()
    finally:
        sandbox.terminate()
        assert sandbox.wait(20) == 0
        sandbox.stdout.close()


def main():
    debs = sorted(Path(sys.argv[1]).resolve().glob("*.deb"))
    assert len(debs) == len(OURS), f"{sys.argv[1]} holds {len(debs)} packages; ./tijori package makes them"
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix="tijori-root-") as scratch:
        os.chmod(scratch, 0o755)
        root = Root(Path(scratch, "root"))
        root.folder.mkdir()
        if not root.can_be_changed_to():
            print("Nobody can change to another root here, so the packages were not tried. Run this as root, or allow user namespaces.")
            sys.exit(77)
        if "--debootstrap" in sys.argv:
            remove = debootstrap(root, debs)
        else:
            compose(root, debs)
            remove = install(root, debs)
        assert our_files(root), "nothing of ours is installed"
        use(root)
        remove()
        for folder in ("srv", "root"):  # what the programs wrote is their users'
            shutil.rmtree(root.folder / folder)
        left = our_files(root)
        assert not left, f"removing the packages leaves {sorted(map(str, left))}"
    print("the packages install, work, and go without a trace")


if __name__ == "__main__":
    main()
