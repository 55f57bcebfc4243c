#!/usr/bin/env python3
"""The SDK and the plugin as they are installed, used by a project that knows nothing of the repository: with CMake's
find_package, and with pkg-config and plain compiler commands. Its hosts find and start the installed plugin, and its plugin is
found beside it.

    consumer_test.py CMAKE BUILD

BUILD is installed to a folder of this test's own, which then is moved: what is installed must not depend on its place.
"""
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).with_name("consumer")
TIJORI_LINE = "in.tijori.credentials: [API credentials]"


def run(*command, **options):
    ended = subprocess.run([str(part) for part in command], text=True, capture_output=True, timeout=240, **options)
    assert ended.returncode == 0, f"{shlex.join(map(str, command))}\n{ended.stdout}{ended.stderr}"
    return ended.stdout


def the_one(folder, pattern):
    (found,) = folder.glob(pattern)
    return found


def said_by(host, plugins, home):
    return run(host, env={"CONSUMER_PLUGIN_PATH": str(plugins), "HOME": str(home), "PATH": os.environ["PATH"]})


def with_cmake(cmake, prefix, scratch):
    examples = prefix / "share/doc/acct-host-sdk-dev/examples"
    configured = run(cmake, "-S", PROJECT, "-B", scratch / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
                     f"-DEXAMPLES={examples}", f"-DCMAKE_INSTALL_PREFIX={prefix}", "-DCMAKE_BUILD_TYPE=Release")
    assert "ABI 1." in configured, configured
    run(cmake, "--build", scratch / "build")
    run(cmake, "--install", scratch / "build")
    said = said_by(prefix / "bin/host", the_one(prefix, "lib/**/accounting-plugins"), scratch)
    assert TIJORI_LINE in said, said
    assert len(said.splitlines()) == 2, f"the project's own plugin is not found beside it:\n{said}"
    # A release that the SDK is not compatible with is refused.
    wrong = scratch / "wrong"
    wrong.mkdir()
    (wrong / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.25)\nproject(wrong NONE)\nfind_package(AcctHostSdk 7)\n"
                                          "if(AcctHostSdk_FOUND)\nmessage(FATAL_ERROR found)\nendif()\n")
    run(cmake, "-S", wrong, "-B", wrong / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}")


def with_pkg_config(prefix, scratch):
    environment = {**os.environ, "PKG_CONFIG_PATH": str(the_one(prefix, "lib/**/pkgconfig"))}

    def flags(*arguments):
        return shlex.split(run("pkg-config", *arguments, env=environment))

    examples = prefix / "share/doc/acct-host-sdk-dev/examples"
    strict = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
    plugins = Path(flags("--variable=pluginsdir", "acct-host-sdk")[0])
    run("cc", "-std=c11", *strict, examples / "minimal_host.c", *flags("--cflags", "acct-host-sdk"), "-o", scratch / "c-host")
    said = run(scratch / "c-host", plugins / "libtijori.so", scratch, input="1\nq\n")
    assert "API credentials" in said, said
    run("cc", "-std=c11", *strict, "-shared", "-fPIC", "-fvisibility=hidden", examples / "minimal_plugin.c",
        *flags("--cflags", "acct-host-sdk"), "-o", scratch / "plugin.so")
    assert "Which page?" in run(scratch / "c-host", scratch / "plugin.so", input="1\nq\n")
    for standard in ("c++17", "c++20"):
        run("c++", f"-std={standard}", *strict, PROJECT / "host.cpp", *flags("--cflags", "--libs", "acct-loader"), "-o", scratch / "host")
        said = said_by(scratch / "host", plugins, scratch)
        assert TIJORI_LINE in said, said
    # A plugin that lacks a library is refused with that library's name.
    lacking = scratch / "lacking"
    lacking.mkdir()
    run("cc", "-shared", "-x", "c", "/dev/null", "-o", lacking / "libgone.so.1", "-Wl,-soname,libgone.so.1")
    run("cc", "-shared", "-x", "c", "/dev/null", "-o", lacking / "plugin.so", "-x", "none",
        "-Wl,--no-as-needed", lacking / "libgone.so.1")
    (lacking / "libgone.so.1").unlink()
    refused = subprocess.run([scratch / "host"], env={"CONSUMER_PLUGIN_PATH": str(lacking)}, text=True, capture_output=True)
    assert refused.returncode == 1 and "libgone.so.1" in refused.stderr, refused.stderr
    # The example in Python finds what it imports.
    usage = subprocess.run(["/usr/bin/python3", "-B", examples / "host_in_python.py"], text=True, capture_output=True)
    assert usage.returncode == 2 and "usage: host_in_python.py" in usage.stderr, usage
    # The tool for makers of plugins judges the installed one, with all that it brings; one rule stands for them all here.
    said = run(prefix / "bin/acct-plugin-check", "--only", "neighbours", plugins / "libtijori.so")
    assert "skipped" not in said.split("\n\n")[0] and "neighbours" in said, said
    # The example in C++ of the README builds, too.
    run("c++", "-std=c++17", *strict, examples / "first_host.cpp", *flags("--cflags", "--libs", "acct-loader"), "-o", scratch / "first")


def main():
    cmake, build = sys.argv[1], Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory(prefix="tijori-consumer-") as scratch:
        first, prefix = Path(scratch, "first-place"), Path(scratch, "prefix")
        run(cmake, "--install", build, "--prefix", first)
        shutil.move(first, prefix)
        for user in (with_pkg_config, lambda *where: with_cmake(cmake, *where)):
            with tempfile.TemporaryDirectory(dir=scratch) as room:
                user(prefix, Path(room))
    print("projects build with what is installed, and load it")


if __name__ == "__main__":
    main()
