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
from ctypes import POINTER, byref, c_char, c_char_p, c_int32, c_int64, c_uint32, c_uint64, c_void_p

# ---- the parts of the headers that this host uses. A table may be declared up to the last function that is called.
OK, ABI_MAJOR = 0, 1
VAULT_OPENING, VAULT_ABSENT, VAULT_LOCKED, VAULT_UNLOCKED = 0, 1, 2, 3
SAVE_REPLACE = 1


class Text(ctypes.Structure):
    _fields_ = [("data", POINTER(c_char)), ("size", c_uint64)]

    def __bytes__(self):
        return ctypes.string_at(self.data, self.size) if self.size else b""

    def __str__(self):
        return bytes(self).decode()


class Version(ctypes.Structure):
    _fields_ = [("major", c_uint32), ("minor", c_uint32), ("revision", c_uint32)]


class Error(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("status", c_int32), ("code", c_char * 32), ("field", c_char * 64),
                ("message", c_char * 768), ("next_step", c_char * 768)]


class OperationResult(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("status", c_int32), ("error", POINTER(Error)), ("payload", Text), ("info", Text)]


class CredentialKey(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("gstin", Text), ("provider", Text), ("environment", Text)]


class CredentialInput(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("flags", c_uint32), ("key", CredentialKey), ("user_name", Text),
                ("password", Text)]


class CredentialInfo(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("state", c_uint32), ("gstin", Text), ("provider", Text), ("environment", Text),
                ("user_name", Text), ("state_text", Text), ("problem", Text), ("verified_at", c_int64)]


class CallRequest(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("flags", c_uint32), ("method", Text), ("path", Text), ("json", Text),
                ("timeout_ms", c_uint32), ("reserved", c_uint32)]


def function(*arguments, returns=c_int32):
    return ctypes.CFUNCTYPE(returns, *arguments)


# Instances, hosts and tables are passed on as plain addresses.
Completion = function(c_void_p, c_uint64, POINTER(OperationResult), returns=None)
TextReceiver = function(c_void_p, Text, returns=None)
InfoReceiver = function(c_void_p, POINTER(CredentialInfo), returns=None)
FindService = function(c_void_p, c_char_p, returns=c_void_p)
DataDirectory = function(c_void_p, c_void_p, TextReceiver)
STARTED = (c_void_p, Completion, POINTER(c_uint64), POINTER(Error))  # how every start of an operation ends


class Host(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("abi_version", Version), ("host_data", c_void_p), ("name", Text),
                ("vendor", Text), ("version", Text), ("get_extension", FindService), ("request_main_thread", c_void_p)]


class HostStorage(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("data_directory", DataDirectory)]


class Plugin(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("plugin_data", c_void_p), ("init", function(c_void_p, POINTER(Error))),
                ("destroy", function(c_void_p, returns=None)),
                ("get_extension", function(c_void_p, c_char_p, returns=c_void_p)),
                ("on_main_thread", function(c_void_p, returns=None))]


class Factory(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("count", c_void_p), ("descriptor", c_void_p),
                ("create", function(POINTER(Host), c_char_p, POINTER(POINTER(Plugin)), POINTER(Error)))]


class Entry(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("flags", c_uint32), ("abi_version", Version),
                ("init", function(Text, POINTER(Error))), ("deinit", function(returns=None)),
                ("get_factory", function(c_char_p, returns=c_void_p))]


class Vault(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("state", function(c_void_p, POINTER(Error), returns=c_uint32)),
                ("create", function(c_void_p, Text, *STARTED)), ("unlock", function(c_void_p, Text, *STARTED))]


class Credentials(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("list", c_void_p),
                ("find", function(c_void_p, POINTER(CredentialKey), c_void_p, InfoReceiver, POINTER(Error))),
                ("save", function(c_void_p, POINTER(CredentialInput), *STARTED)),
                ("verify", c_void_p), ("remove", c_void_p),
                ("open_session", function(c_void_p, POINTER(CredentialKey), Text, POINTER(c_uint64), POINTER(Error))),
                ("close_session", function(c_void_p, c_uint64)),
                ("call", function(c_void_p, c_uint64, POINTER(CallRequest), *STARTED))]


# ---- the host

class Failed(Exception):
    """What a person reads about a failure."""

    def __init__(self, error, otherwise="The plugin could not do that."):
        super().__init__((error.message.decode() or otherwise) + "\n" + error.next_step.decode())


def sized(kind, **fields):
    return kind(size=ctypes.sizeof(kind), **fields)


def text_of(content):
    """A Text of a str, or of a bytearray without copying it. It keeps alive what it points to, also inside a struct."""
    held = bytearray(content.encode()) if isinstance(content, str) else content
    if not held:
        return Text()
    return Text(ctypes.cast((c_char * len(held)).from_buffer(held), POINTER(c_char)), len(held))


class PluginHost:
    """One library, one instance of a plugin, and what they need to be kept alive for."""

    def __init__(self, file, plugin_id, data_folder):
        self.kept = [text_of("Host in Python"), text_of(data_folder)]
        self.storage = sized(HostStorage, data_directory=DataDirectory(self.tell_folder))
        self.host = sized(Host, abi_version=Version(ABI_MAJOR, 0, 0), name=self.kept[0],
                          get_extension=FindService(self.find_service))
        self.entry = Entry.in_dll(ctypes.CDLL(file), "acct_entry")
        if self.entry.abi_version.major != ABI_MAJOR:
            raise OSError(f"{file} was made for another version of this program's plugins.")
        self.check(self.entry.init, text_of(file))
        self.plugin = POINTER(Plugin)()
        try:
            factory = ctypes.cast(self.entry.get_factory(b"acct.plugin-factory/1"), POINTER(Factory))
            self.check(factory.contents.create, byref(self.host), plugin_id, byref(self.plugin))
            self.address = ctypes.cast(self.plugin, c_void_p)
            self.check(self.plugin.contents.init, self.address)
        except BaseException:
            self.close()
            raise

    def close(self):
        if self.plugin:
            self.plugin.contents.destroy(self.address)
        self.entry.deinit()

    def tell_folder(self, _host, context, receiver):
        receiver(context, self.kept[1])
        return OK

    def find_service(self, _host, service):
        return ctypes.addressof(self.storage) if service == b"acct.host.storage/1" else None

    def extension(self, kind, name):
        found = self.plugin.contents.get_extension(self.address, name)
        if not found:
            raise OSError(f"This plugin does not offer {name.decode()}, which this host needs.")
        return ctypes.cast(found, POINTER(kind)).contents

    def check(self, called, *arguments):
        error = sized(Error)
        if called(*arguments, byref(error)) != OK:
            raise Failed(error)

    def pump(self):
        time.sleep(0.005)
        self.plugin.contents.on_main_thread(self.address)

    def run(self, start, *arguments):
        """Starts an operation, waits for its end, and gives its payload."""
        ended = []

        # What `result` points to is gone after this, and ctypes only prints an exception: copy here, judge later.
        def complete(_context, _operation, result):
            result = result.contents
            words = Error.from_buffer_copy(result.error.contents) if result.error else sized(Error)
            ended.append((result.status, words, bytes(result.payload)))

        completion = Completion(complete)
        self.check(start, self.address, *arguments, None, completion, byref(c_uint64()))
        while not ended:
            self.pump()
        status, words, payload = ended[0]
        if status != OK:
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
    vault = host.extension(Vault, b"acct.vault/1")
    why = sized(Error)
    while (state := vault.state(host.address, byref(why))) == VAULT_OPENING:
        host.pump()
    if state in (VAULT_ABSENT, VAULT_LOCKED):
        host.run(vault.create if state == VAULT_ABSENT else vault.unlock, text_of(passphrase))
    elif state != VAULT_UNLOCKED:
        raise Failed(why, "The vault cannot be used.")


def work(host, chosen, password):
    credentials = host.extension(Credentials, b"acct.credentials/1")
    key = sized(CredentialKey, gstin=text_of(chosen.gstin), provider=text_of(chosen.provider),
                environment=text_of(chosen.environment))
    # A save asks the IRP and stores what it accepted. `verify` would ask once more, and an IRP counts log-ins.
    host.run(credentials.save, byref(sized(CredentialInput, flags=SAVE_REPLACE, key=key,
                                           user_name=text_of(chosen.user), password=text_of(password))))

    told = []

    @InfoReceiver
    def receive(_context, info):
        info = info.contents
        told.append((bytes(info.gstin), bytes(info.user_name), bytes(info.state_text), info.verified_at))

    host.check(credentials.find, host.address, byref(key), None, receive)
    gstin, user, state, accepted = told[0]
    when = datetime.datetime.fromtimestamp(accepted).astimezone().isoformat(" ", "seconds")
    print(f"{gstin.decode()} as {user.decode()} at {chosen.provider}: {state.decode()}, last accepted {when}")

    session = c_uint64()
    host.check(credentials.open_session, host.address, byref(key), text_of("Example"), byref(session))
    request = sized(CallRequest, method=text_of("GET"), path=text_of("/eivital/v1.04/Master/gstin/" + chosen.gstin))
    answer = json.loads(host.run(credentials.call, session, byref(request)))
    credentials.close_session(host.address, session)
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
        host = PluginHost(os.path.abspath(chosen.plugin), b"in.tijori.credentials", os.path.abspath(chosen.folder))
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
