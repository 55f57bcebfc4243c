#!/usr/bin/env python3
"""The packages as files: what they hold and ask for, what protects their programs, and whether their bills of materials tell
the truth.

    packages_test.py PACKAGES SOURCE BUILD [TEST…]
"""
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

NAMES = ("acct-host-sdk-dev", "libtijori", "munim")
PACKAGES = SOURCE = BUILD = None


def output_of(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C"}).stdout


def is_elf(path):
    return path.read_bytes()[:4] == b"\x7fELF"


def needed(path):
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", output_of("readelf", "-dW", path)))


def owner_of(library):
    """The Debian package of a library that programs need by this name."""
    where = re.search(rf"^\s*{re.escape(library)} .*=> (\S+)$", output_of("/sbin/ldconfig", "-p"), re.M)[1]
    real = os.path.realpath(where)
    for file in (where, real, real.removeprefix("/usr")):
        found = subprocess.run(["dpkg-query", "-S", file], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.split(":")[0]
    raise AssertionError(f"{where} belongs to no package")


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="tijori-packages-")
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.debs, cls.roots = {}, {}
        for name in NAMES:
            (cls.debs[name],) = Path(PACKAGES).glob(f"{name}_*.deb")
            cls.roots[name] = Path(cls.scratch.name, name)
            output_of("dpkg-deb", "-x", cls.debs[name], cls.roots[name])

    def each(self):
        return ((name, self.debs[name], self.roots[name]) for name in NAMES)

    @staticmethod
    def files(root):
        return sorted(path for path in root.rglob("*") if path.is_file())

    def programs(self):
        return [path for root in self.roots.values() for path in self.files(root) if is_elf(path)]

    # ---- what apt and dpkg read

    def test_says_what_it_is(self):
        for name, deb, root in self.each():
            fields = dict(re.findall(r"^([\w-]+): (.*)$", output_of("dpkg-deb", "-f", deb), re.M))
            for field in ("Version", "Architecture", "Maintainer", "Section", "Priority", "Description", "Source"):
                self.assertTrue(fields.get(field), field)
            documents = root / "usr/share/doc" / name
            self.assertTrue((documents / "copyright").is_file())
            changelog = output_of("zcat", documents / "changelog.Debian.gz")
            self.assertEqual(re.match(r"tijori \((.*?)\)", changelog)[1], fields["Version"], "the newest entry is of another version")

    # A library that happens to come with another dependency may be gone in the next release.
    def test_depends_on_the_package_of_each_library(self):
        for name, deb, root in self.each():
            depends = set(re.findall(r"(?:^|, )([\w.+-]+)", output_of("dpkg-deb", "-f", deb, "Depends").strip()))
            for file in self.files(root):
                if is_elf(file):
                    missing = {library for library in needed(file) if owner_of(library) not in depends}
                    self.assertEqual(missing, set(), f"{file.name} needs these, and the package does not depend on them")

    def test_files_are_roots_and_for_all_to_read(self):
        for _, deb, _ in self.each():
            for line in output_of("dpkg-deb", "-c", deb).splitlines():
                mode, owner, *_, path = line.split()
                self.assertEqual(owner, "root/root", path)
                self.assertIn(mode, {"drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x"}, path)
                self.assertEqual(mode == "-rwxr-xr-x", path.startswith("./usr/bin/") and not path.endswith("/"), f"{mode} {path}")
                self.assertTrue(path.startswith("./usr/"), path)

    def test_plugin_lies_where_the_loader_looks(self):
        (plugin,) = self.roots["libtijori"].rglob("libtijori.so")
        folder = "/" + str(plugin.parent.relative_to(self.roots["libtijori"]))
        loader = next(self.roots["acct-host-sdk-dev"].rglob("libacct-loader.a")).read_bytes()
        (places,) = [found.decode().split(":") for found in re.findall(rb"[\w/.:-]*/accounting-plugins[\w/.:-]*", loader) if b":" in found]
        self.assertEqual(places[0], folder)
        self.assertEqual(places[-1], "/usr/lib/accounting-plugins")

    # With another umask and time zone, in another folder: what dpkg unpacks is the same. Whether the programs are the same when they
    # are built again is tried by reproduce.py.
    def test_packed_again_they_are_the_same(self):
        again = Path(self.scratch.name, "again")
        epoch = output_of("dpkg-parsechangelog", "-l", Path(SOURCE, "packaging/changelog"), "-S", "Timestamp").strip()
        subprocess.run(["cpack", "--config", Path(BUILD).resolve() / "CPackConfig.cmake", "-B", again], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, umask=0o077, env={**os.environ, "SOURCE_DATE_EPOCH": epoch, "TZ": "Asia/Kolkata"})
        for _, deb, _ in self.each():
            for part in ("--ctrl-tarfile", "--fsys-tarfile"):
                one, other = (subprocess.run(["dpkg-deb", part, file], check=True, stdout=subprocess.PIPE).stdout for file in (deb, again / deb.name))
                self.assertTrue(one == other, f"{deb.name}, {part}")

    # ---- the programs

    def test_hardened(self):
        self.assertGreaterEqual(len(self.programs()), 3)
        judge = Path(__file__).with_name("check_hardening.py")
        judged = subprocess.run([sys.executable, "-B", judge, "--commands", Path(BUILD, "compile_commands.json"), *self.programs()],
                                capture_output=True, text=True)
        self.assertEqual((judged.returncode, judged.stderr), (0, ""), judged.stdout)

    # Neither a folder to find libraries in nor the name of a source file: nothing of the machine that built it.
    def test_names_no_place_of_the_build(self):
        for _, _, root in self.each():
            for file in self.files(root):
                content = file.read_bytes()
                for place in {str(Path(SOURCE).resolve()), str(Path(BUILD).resolve()), str(Path.home())}:
                    self.assertNotIn(place.encode() + b"/", content, file)

    # ---- the bills of materials

    def bill(self, name):
        return json.loads((self.roots[name] / f"usr/share/doc/{name}/{name}.spdx.json").read_text())

    @staticmethod
    def related(bill, one, kind, comment=None):
        return {(relation["relatedSpdxElement"], relation.get("comment")) for relation in bill["relationships"]
                if (relation["spdxElementId"], relation["relationshipType"]) == (one, kind)}

    def test_bill_is_well_formed(self):
        for name, deb, _ in self.each():
            bill = self.bill(name)
            self.assertEqual((bill["spdxVersion"], bill["dataLicense"], bill["SPDXID"]), ("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT"))
            self.assertRegex(bill["documentNamespace"], r"^https://\S+[0-9a-f]{32}$")
            self.assertRegex(bill["creationInfo"]["created"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
            elements = [bill["SPDXID"], *(part["SPDXID"] for part in bill["packages"] + bill["files"])]
            self.assertEqual(len(elements), len(set(elements)))
            for element in elements:
                self.assertRegex(element, r"^SPDXRef-[A-Za-z0-9.-]+$")
            for relation in bill["relationships"]:
                self.assertIn(relation["spdxElementId"], elements)
                self.assertIn(relation["relatedSpdxElement"], elements)
            for package in bill["packages"]:
                self.assertNotIn(package["licenseDeclared"], ("NOASSERTION", "NONE", ""), package["name"])
            self.assertEqual(self.related(bill, "SPDXRef-DOCUMENT", "DESCRIBES"), {("SPDXRef-" + name, None)})
            self.assertEqual(bill["packages"][0]["versionInfo"], output_of("dpkg-deb", "-f", deb, "Version").strip())

    def test_bill_names_each_file(self):
        for name, _, root in self.each():
            bill = self.bill(name)
            contained = {element for element, _ in self.related(bill, "SPDXRef-" + name, "CONTAINS")}
            sums = {"./" + str(file.relative_to(root / "usr")): hashlib.sha256(file.read_bytes()).hexdigest() for file in self.files(root)}
            own = f"./share/doc/{name}/{name}.spdx.json"
            del sums[own]
            told = {file["fileName"]: file["checksums"][1]["checksumValue"] for file in bill["files"] if file["SPDXID"] in contained}
            self.assertEqual(told, sums)
            shas = sorted(file["checksums"][0]["checksumValue"] for file in bill["files"] if file["SPDXID"] in contained)
            code = bill["packages"][0]["packageVerificationCode"]
            self.assertEqual(code["packageVerificationCodeValue"], hashlib.sha1("".join(shas).encode()).hexdigest())
            self.assertEqual(code["packageVerificationCodeExcludedFiles"], [own])

    def test_bill_names_the_libraries(self):
        for name, _, root in self.each():
            bill = self.bill(name)
            packages = {package["SPDXID"]: package for package in bill["packages"]}
            files = {file["fileName"]: file["SPDXID"] for file in bill["files"]}
            for file in filter(is_elf, self.files(root)):
                linked = self.related(bill, files["./" + str(file.relative_to(root / "usr"))], "DYNAMIC_LINK")
                self.assertEqual({library for _, library in linked}, needed(file))
                for package, library in linked:
                    self.assertEqual(packages[package]["name"], owner_of(library))
            for package in bill["packages"][1:]:
                if "versionInfo" in package:
                    installed = output_of("dpkg-query", "-W", "-f", "${Version}\n", package["name"]).split()
                    self.assertIn(package["versionInfo"], installed, package["name"])
                    self.assertIn(f"pkg:deb/debian/{package['name'].replace('+', '%2B')}@", package["externalRefs"][0]["referenceLocator"])

    # What is in the plugin's rooms is in the plugin, its profiles and words too; and nothing of the hosts is.
    def test_bill_names_the_sources(self):
        bill = self.bill("libtijori")
        sources = {file["fileName"]: file["checksums"][1]["checksumValue"] for file in bill["files"]
                   if file["fileName"].startswith("./source/")}
        for name, told in sources.items():
            self.assertEqual(told, hashlib.sha256(Path(SOURCE, name.removeprefix("./source/")).read_bytes()).hexdigest(), name)
        here = {"./source/" + str(path.relative_to(SOURCE)) for pattern in ("*.cpp", "irp/profiles/*.json", "words/*.json")
                for path in Path(SOURCE, "plugin").rglob(pattern)}
        self.assertEqual(here - set(sources), set())
        self.assertEqual({name for name in sources if not re.match(r"\./source/(plugin|host-sdk/include/acct)/", name)}, set())

    def test_bill_names_what_is_compiled_in(self):
        names = lambda bill, kind: {package["name"] for package in bill["packages"] for relation in bill["relationships"]
                                    if (relation["spdxElementId"], relation["relationshipType"]) == (package["SPDXID"], kind)}
        sdk, plugin = self.bill("acct-host-sdk-dev"), self.bill("libtijori")
        self.assertIn("libboost1.74-dev", names(sdk, "BUILD_DEPENDENCY_OF"))
        self.assertLessEqual({"libpoco-dev", "libssl-dev", "libstdc++-12-dev"}, names(plugin, "BUILD_DEPENDENCY_OF"))
        self.assertEqual({"libsecret-1-0"}, names(plugin, "OPTIONAL_DEPENDENCY_OF"))
        self.assertIn("libsecret-1-0", output_of("dpkg-deb", "-f", self.debs["libtijori"], "Suggests"))


if __name__ == "__main__":
    PACKAGES, SOURCE, BUILD = sys.argv[1:4]
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
