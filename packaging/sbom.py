#!/usr/bin/env python3
"""Writes the bill of materials of an installed component: an SPDX 2.3 document, made from what the build really used.

    sbom.py --component NAME --version VERSION --source FOLDER --build FOLDER --changelog FILE --tool PROGRAM…
            [--optional LIBRARY=DEBIAN-PACKAGE…] --root FOLDER --prefix FOLDER --output FILE   < the installed files, one a line

It names each installed file with its hashes; for each program and library the sources it was built from with theirs, as Ninja
recorded them, and the Debian packages, with version and licence, whose headers are compiled into it (BUILD_DEPENDENCY_OF),
which it is linked with (DYNAMIC_LINK), which these need (DEPENDS_ON), and which it loads if they are there
(OPTIONAL_DEPENDENCY_OF). The same inputs give the same bytes. The files and the output are in
PREFIX, which lies below ROOT (DESTDIR) until it is moved to its place; their names are those within PREFIX.
"""
import argparse
import datetime
import email.utils
import functools
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

# By source package, as their copyright files in Debian 12 say. A dependency that is not here stops the build: somebody has to
# look at its licence first.
LICENCES = {
    "binutils": "GPL-3.0-or-later",
    "boost1.74": "BSL-1.0",
    "expat": "MIT",
    "gcc-12": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "glibc": "LGPL-2.1-or-later",
    "libsecret": "LGPL-2.1-or-later",
    "libsodium": "ISC",
    "linux": "GPL-2.0-only WITH Linux-syscall-note",
    "openssl": "Apache-2.0",
    "pcre3": "BSD-3-Clause",
    "poco": "BSL-1.0",
    "qrencode": "LGPL-2.1-or-later",
    "sqlite3": "blessing",
    "zlib": "Zlib",
}
OURS = "Apache-2.0"


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout


class Debian:
    """Which package a file is from, and what dpkg knows of it."""

    def __init__(self):
        self.owner = {}
        for listing in sorted(Path("/var/lib/dpkg/info").glob("*.list")):
            for line in listing.read_text(errors="surrogateescape").splitlines():
                self.owner.setdefault(line, listing.name.removesuffix(".list"))

    @functools.cache
    def package_of(self, file):
        # /lib is /usr/lib; a package lists its files under either.
        real = os.path.realpath(file)
        for candidate in (file, real, file.removeprefix("/usr"), real.removeprefix("/usr"), "/usr" + file):
            if candidate in self.owner:
                return self.owner[candidate]
        sys.exit(f"{file} belongs to no Debian package, so the bill of materials cannot say what it is.")

    @functools.cache
    def describe(self, package):
        form = "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}"
        name, version, architecture, source, source_version = output_of("dpkg-query", "-W", "-f", form, package).split("\t")
        return name, version, architecture, source, source_version


class Build:
    """What Ninja recorded of the build."""

    def __init__(self, folder):
        self.folder = folder
        self.outputs = [line.split(":")[0] for line in self.ninja("targets", "all").splitlines() if not line.endswith(": phony")]
        self.headers, current = {}, None
        for line in self.ninja("deps").splitlines():
            if line and not line.startswith(" "):
                current = self.headers.setdefault(line.split(":")[0], [])
            elif line.strip():
                current.append(os.path.normpath(self.folder / line.strip()))

    def ninja(self, tool, *arguments):
        return output_of("ninja", "-C", str(self.folder), "--quiet", "-t", tool, *arguments)

    def output_named(self, name):
        found = [output for output in self.outputs if os.path.basename(output) == name]
        if len(found) != 1:
            sys.exit(f"The build has {len(found)} outputs named {name}, and the bill of materials needs to know the one.")
        return found[0]

    def sources(self, output):
        """Every file that went into it, headers too."""
        inputs = [shlex.split(line)[0] for line in self.ninja("inputs", output).splitlines()]  # Ninja quotes for a shell
        files = [os.path.normpath(self.folder / entry) for entry in inputs if not entry.endswith((".o", ".a"))]
        for entry in inputs:
            files += self.headers.get(entry, [])
        return sorted({file for file in files if os.path.isfile(file)})


class Document:
    def __init__(self, options, created):
        self.created = created
        self.options = options
        self.debian, self.build = Debian(), Build(options.build)
        self.files, self.packages, self.relations = {}, {}, set()
        self.component = "SPDXRef-" + options.component

    @functools.cache
    def add_file(self, path, name, kind):
        content = path.read_bytes()
        identifier = "SPDXRef-File-" + hashlib.sha256(name.encode()).hexdigest()[:24]
        self.files[identifier] = {
            "SPDXID": identifier,
            "fileName": name,
            "fileTypes": [kind],
            "checksums": [{"algorithm": "SHA1", "checksumValue": hashlib.sha1(content).hexdigest()},
                          {"algorithm": "SHA256", "checksumValue": hashlib.sha256(content).hexdigest()}],
            "licenseConcluded": OURS,
            "copyrightText": "NOASSERTION",
        }
        return identifier

    def add_debian(self, package):
        name, version, architecture, source, source_version = self.debian.describe(package)
        identifier = "SPDXRef-deb-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)
        self.packages[identifier] = self.debian_package(identifier, name, source) | {
            "versionInfo": version,
            "sourceInfo": f"built from the Debian source package {source} {source_version}",
            "externalRefs": [self.purl(f"pkg:deb/debian/{name}@{version}?arch={architecture}&distro=debian-12")],
        }
        return identifier

    def add_optional(self, name):
        """Not here when the product is built, so of no version."""
        identifier = "SPDXRef-deb-" + name
        source = re.sub(r"-[0-9.]+-[0-9]+$", "", name)
        self.packages.setdefault(identifier, self.debian_package(identifier, name, source) | {
            "externalRefs": [self.purl(f"pkg:deb/debian/{name}?distro=debian-12")]})
        return identifier

    @staticmethod
    def purl(locator):
        return {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": locator.replace("+", "%2B")}

    @staticmethod
    def debian_package(identifier, name, source):
        if source not in LICENCES:
            sys.exit(f"{name} (source package {source}) is a new dependency. Read its copyright file and add its licence to "
                     f"LICENCES in packaging/sbom.py.")
        return {"SPDXID": identifier, "name": name, "supplier": "Organization: Debian", "downloadLocation": "NOASSERTION",
                "filesAnalyzed": False, "licenseConcluded": "NOASSERTION", "licenseDeclared": LICENCES[source],
                "copyrightText": "NOASSERTION"}

    def relate(self, one, kind, other, comment=""):
        self.relations.add((one, kind, other, comment))

    def add_installed(self, file):
        path = Path(f"{self.options.root}{file}")
        head = path.read_bytes()[:8]
        built = head.startswith((b"\x7fELF", b"!<arch>"))
        kind = ("BINARY" if head.startswith(b"\x7fELF") else "ARCHIVE" if head.startswith((b"!<arch>", b"\x1f\x8b")) else
                "SOURCE" if path.suffix in {".h", ".hpp", ".c", ".cpp", ".py", ".cmake"} else "TEXT")
        identifier = self.add_file(path, self.within_prefix(file), kind)
        self.relate(self.component, "CONTAINS", identifier)
        if built:
            self.add_origin(identifier, path.name)
        if head.startswith(b"\x7fELF"):
            self.add_libraries(identifier, path)
        return identifier

    def within_prefix(self, file):
        return f"./{Path(file).relative_to(self.options.prefix)}"

    def add_origin(self, identifier, name):
        for source in self.build.sources(self.build.output_named(name)):
            # The build's folder may lie within the source's.
            for folder, shown in ((self.options.build, "build"), (self.options.source, "source")):
                if Path(source).is_relative_to(folder):
                    kind = "SOURCE" if Path(source).suffix in {".c", ".cpp", ".h", ".hpp", ".cmake", ".in"} else "OTHER"
                    shown_name = f"./{shown}/{Path(source).relative_to(folder)}"
                    self.relate(identifier, "GENERATED_FROM", self.add_file(Path(source), shown_name, kind))
                    break
            else:
                # A library on the linker's command line that the program does not need is no part of it.
                if re.search(r"\.so(\.[0-9]+)*$|\.a$", source) is None:
                    package = self.add_debian(self.debian.package_of(source))
                    self.relate(package, "BUILD_DEPENDENCY_OF", identifier, "its headers are compiled in")
        for tool in self.options.tool:
            self.relate(self.add_debian(self.debian.package_of(os.path.realpath(tool))), "BUILD_TOOL_OF", identifier)

    def add_libraries(self, identifier, path):
        needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", output_of("readelf", "-dW", str(path))))
        for library, where in re.findall(r"^\s*(\S+)(?: => (\S+))? \(0x", output_of("ldd", str(path)), re.M):
            if library.startswith("linux-vdso"):
                continue
            package = self.add_debian(self.debian.package_of(where or library))
            soname = os.path.basename(library)
            if soname in needed:
                needed.remove(soname)
                self.relate(identifier, "DYNAMIC_LINK", package, soname)
            else:
                self.relate(identifier, "DEPENDS_ON", package, f"{soname}, needed by other libraries")
        if needed:
            sys.exit(f"{path} needs {', '.join(sorted(needed))}, which ldd does not find.")
        content = path.read_bytes()
        for entry in self.options.optional:
            library, package = entry.split("=")
            if library.encode() + b"\0" in content:
                self.relate(self.add_optional(package), "OPTIONAL_DEPENDENCY_OF", identifier, f"{library}, if it is installed")

    def write(self, installed, output):
        contained = [self.add_installed(file) for file in sorted(installed)]
        sums = sorted(self.files[identifier]["checksums"][0]["checksumValue"] for identifier in contained)
        component = {
            "SPDXID": self.component, "name": self.options.component, "versionInfo": self.options.version,
            "supplier": "Organization: Tijori maintainers", "downloadLocation": "NOASSERTION", "filesAnalyzed": True,
            "packageVerificationCode": {"packageVerificationCodeValue": hashlib.sha1("".join(sums).encode()).hexdigest(),
                                        "packageVerificationCodeExcludedFiles": [self.within_prefix(output)]},
            "licenseConcluded": OURS, "licenseDeclared": OURS, "licenseInfoFromFiles": [OURS],
            "copyrightText": "NOASSERTION"}
        self.relate("SPDXRef-DOCUMENT", "DESCRIBES", self.component)
        document = {
            "SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0",
            "name": f"{self.options.component}-{self.options.version}",
            "creationInfo": {"created": self.created, "creators": ["Tool: packaging/sbom.py"]},
            "packages": [component] + [self.packages[key] for key in sorted(self.packages)],
            "files": [self.files[key] for key in sorted(self.files, key=lambda key: self.files[key]["fileName"])],
            "relationships": [
                {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other} | ({"comment": note} if note else {})
                for one, kind, other, note in sorted(self.relations)],
        }
        digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
        document["documentNamespace"] = f"https://tijori.example/spdx/{document['name']}-{digest[:32]}"
        written = Path(f"{self.options.root}{output}")
        written.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
        written.chmod(0o644)


def main():
    parser = argparse.ArgumentParser()
    for name in ("component", "version", "output"):
        parser.add_argument("--" + name, required=True)
    for name in ("source", "build", "changelog"):
        parser.add_argument("--" + name, required=True, type=Path)
    parser.add_argument("--root", default="")
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--tool", action="append", default=[])
    parser.add_argument("--optional", action="append", default=[])
    options = parser.parse_args()
    # The time is the release's, not the build's.
    date = re.search(r"^ -- .*>  (.*)$", options.changelog.read_text(), re.M)[1]
    created = email.utils.parsedate_to_datetime(date).astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    Document(options, created).write([line.strip() for line in sys.stdin if line.strip()], options.output)


if __name__ == "__main__":
    main()
