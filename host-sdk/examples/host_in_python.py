#!/usr/bin/env python3
"""A host in Python, with nothing but the standard library: saves and verifies the credential of one GSTIN, makes one
authenticated call with it, and prints how things stand.

    host_in_python.py PLUGIN-FILE DATA-FOLDER GSTIN PROVIDER ENVIRONMENT USER-NAME [--secrets-fd NUMBER]

Reads two lines from standard input, or from the open file NUMBER: the vault's passphrase and the API password. A vault
is made if there is none. Secrets never stand on the command line or in the environment, where other programs see them.
"""
import argparse
import contextlib
import ctypes
import datetime
import io
import json
import os
import sys
import termios
import time
from ctypes import POINTER, byref, c_uint64

# The ABI as ctypes has it: installed with the SDK, and in this repository beside the examples.
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
import acct_abi as acct  # noqa: E402


# ---- the host

class Failed(Exception):
    """What a person reads about a failure."""

    def __init__(self, error, otherwise="The plugin could not do that."):
        super().__init__((error.message.decode() or otherwise) + "\n" + error.next_step.decode())


class PluginHost:
    """One library, one instance of a plugin, and what they need to be kept alive for."""

    def __init__(self, file, plugin_id, data_folder):
        self.kept = [acct.text.of(words) for words in ("Host in Python", data_folder, "Example", "1.0")]
        self.storage = acct.host_storage(data_directory=acct.callback(acct.host_storage, "data_directory", self.tell_folder))
        self.host = acct.host(abi_version=acct.version(acct.ABI_MAJOR, 0, 0), name=self.kept[0],
                          vendor=self.kept[2], version=self.kept[3],
                          get_extension=acct.callback(acct.host, "get_extension", self.find_service))
        self.entry = acct.plugin_entry.in_dll(ctypes.CDLL(file), acct.ENTRY_SYMBOL.decode())
        if self.entry.abi_version.major != acct.ABI_MAJOR:
            raise OSError(f"{file} was made for another version of this program's plugins.")
        self.check(self.entry.init, acct.text.of(file))
        self.plugin = POINTER(acct.plugin)()
        try:
            factory = ctypes.cast(self.entry.get_factory(acct.PLUGIN_FACTORY_ID), POINTER(acct.plugin_factory))
            self.check(factory.contents.create, byref(self.host), acct.text.of(plugin_id), byref(self.plugin))
            self.check(self.plugin.contents.init, self.plugin)
        except BaseException:
            self.close()
            raise

    def close(self):
        if self.plugin:
            self.plugin.contents.destroy(self.plugin)
        self.entry.deinit()

    def tell_folder(self, _host, context, receiver, _error):
        receiver(context, self.kept[1])
        return acct.OK

    def find_service(self, _host, service):
        return ctypes.addressof(self.storage) if service == acct.EXT_HOST_STORAGE else None

    def extension(self, kind, name):
        found = self.plugin.contents.get_extension(self.plugin, name)
        if not found:
            raise OSError(f"This plugin does not offer {name.decode()}, which this host needs.")
        return ctypes.cast(found, POINTER(kind)).contents

    def check(self, called, *arguments):
        error = acct.error()
        if called(*arguments, byref(error)) != acct.OK:
            raise Failed(error)

    def pump(self):
        time.sleep(0.005)
        self.plugin.contents.on_main_thread(self.plugin)

    def run(self, start, *arguments):
        """Starts an operation, waits for its end, and gives its payload."""
        ended = []

        # What `result` points to is gone after this, and ctypes only prints an exception: copy here, judge later.
        def complete(_context, _operation, result):
            result = result.contents
            words = acct.error.from_buffer_copy(result.error.contents) if result.error else acct.error()
            ended.append((result.status, words, bytes(result.payload)))

        completion = acct.operation_completion(complete)
        self.check(start, self.plugin, *arguments, None, completion, byref(c_uint64()))
        while not ended:
            self.pump()
        status, words, payload = ended[0]
        if status != acct.OK:
            raise Failed(words)
        return payload.decode()


def read_secret(file, what):
    """A line of `file` as a bytearray, which can be wiped. Byte by byte, so that the next line stays where it is."""
    line, byte = bytearray(), bytearray(1)
    with hidden_typing(file, what):
        while file.readinto(byte) == 1 and byte != b"\n":
            line += byte
    if not line:
        raise OSError(f"{what} is missing. Give it as a line of its own.")
    return line


@contextlib.contextmanager
def hidden_typing(file, what):
    if not file.isatty():
        yield
        return
    print(f"{what}: ", end="", file=sys.stderr, flush=True)
    shown = termios.tcgetattr(file)
    quiet = shown[:3] + [shown[3] & ~termios.ECHO] + shown[4:]
    termios.tcsetattr(file, termios.TCSAFLUSH, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(file, termios.TCSAFLUSH, shown)
        print(file=sys.stderr)


def wipe(secret):
    secret[:] = bytes(len(secret))


def open_vault(host, passphrase):
    vault = host.extension(acct.vault, acct.EXT_VAULT)
    why = acct.error()
    while (state := vault.state(host.plugin, byref(why))) == acct.VAULT_OPENING:
        host.pump()
    if state in (acct.VAULT_ABSENT, acct.VAULT_LOCKED):
        host.run(vault.create if state == acct.VAULT_ABSENT else vault.unlock, acct.text.of(passphrase))
    elif state != acct.VAULT_UNLOCKED:
        raise Failed(why, "The vault cannot be used.")


def work(host, chosen, password):
    credentials = host.extension(acct.credentials, acct.EXT_CREDENTIALS)
    key = acct.credential_key(gstin=acct.text.of(chosen.gstin), provider=acct.text.of(chosen.provider),
                environment=acct.text.of(chosen.environment))
    # A save asks the IRP and stores what it accepted. `verify` would ask once more, and an IRP counts log-ins.
    host.run(credentials.save, byref(acct.credential_input(flags=acct.SAVE_REPLACE, key=ctypes.pointer(key),
                                           user_name=acct.text.of(chosen.user), password=acct.text.of(password))))

    told = []

    @acct.credential_receiver
    def receive(_context, info):
        info = info.contents
        told.append((bytes(info.gstin), bytes(info.user_name), bytes(info.state_text), info.verified_at))

    host.check(credentials.find, host.plugin, byref(key), None, receive)
    gstin, user, state, accepted = told[0]
    when = datetime.datetime.fromtimestamp(accepted).astimezone().isoformat(" ", "seconds")
    print(f"{gstin.decode()} as {user.decode()} at {chosen.provider}: {state.decode()}, last accepted {when}")

    session = c_uint64()
    host.check(credentials.open_session, host.plugin, byref(key), acct.text.of("Example"), byref(session))
    request = acct.call_request(method=acct.text.of("GET"), path=acct.text.of("/eivital/v1.04/Master/gstin/" + chosen.gstin))
    answer = json.loads(host.run(credentials.call, session, byref(request)))
    host.check(credentials.close_session, host.plugin, session)
    print(f"The IRP knows it as {answer['LegalName']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    for name in ("plugin", "folder", "gstin", "provider", "environment", "user"):
        parser.add_argument(name)
    parser.add_argument("--secrets-fd", type=int, default=0)
    chosen = parser.parse_args()
    secrets = []
    try:
        file = io.FileIO(chosen.secrets_fd, closefd=False)
        for what in ("The vault's passphrase", "The API password"):
            secrets.append(read_secret(file, what))
        host = PluginHost(os.path.abspath(chosen.plugin), "in.tijori.credentials", os.path.abspath(chosen.folder))
        try:
            open_vault(host, secrets[0])
            work(host, chosen, secrets[1])
        finally:
            host.close()
    except (Failed, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        for secret in secrets:
            wipe(secret)
    return 0


if __name__ == "__main__":
    sys.exit(main())
