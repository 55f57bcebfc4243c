#!/usr/bin/env python3
"""A Secret Service that holds one locked item and asks before it unlocks, for what a real keyring cannot be made to do
without a screen. Prints "ready" when it answers.

    fake_keyring.py accept|dismiss|hang|end|nonsense VAULT_ID SECRET_TEXT

The word says what comes of its question: the user unlocks, the user closes it, nobody answers, the keyring program ends
meanwhile, or the answer is not what the specification says. Prints "dismissed" when somebody takes the question back.
"""

import os
import sys

from gi.repository import Gio, GLib

SERVICE = "/org/freedesktop/secrets"
COLLECTION = SERVICE + "/collection/one"
ITEM = COLLECTION + "/1"
PROMPT = SERVICE + "/prompt/1"
SESSION = SERVICE + "/session/1"

INTERFACES = """<node>
<interface name="org.freedesktop.Secret.Service">
  <method name="OpenSession"><arg type="s" direction="in"/><arg type="v" direction="in"/>
    <arg type="v" direction="out"/><arg type="o" direction="out"/></method>
  <method name="SearchItems"><arg type="a{ss}" direction="in"/>
    <arg type="ao" direction="out"/><arg type="ao" direction="out"/></method>
  <method name="Unlock"><arg type="ao" direction="in"/><arg type="ao" direction="out"/><arg type="o" direction="out"/></method>
  <method name="ReadAlias"><arg type="s" direction="in"/><arg type="o" direction="out"/></method>
  <property name="Collections" type="ao" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Collection">
  <property name="Locked" type="b" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Item">
  <method name="GetSecret"><arg type="o" direction="in"/><arg type="(oayays)" direction="out"/></method>
  <property name="Locked" type="b" access="read"/>
  <property name="Attributes" type="a{ss}" access="read"/>
  <property name="Label" type="s" access="read"/>
  <property name="Created" type="t" access="read"/>
  <property name="Modified" type="t" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Prompt">
  <method name="Prompt"><arg type="s" direction="in"/></method>
  <method name="Dismiss"/>
  <signal name="Completed"><arg type="b"/><arg type="v"/></signal>
</interface>
</node>"""


class FakeKeyring:
    def __init__(self, connection, outcome, vault_id, secret):
        self.connection, self.outcome, self.secret = connection, outcome, secret
        self.attributes = {"vault-id": vault_id, "xdg:schema": "in.tijori.Vault"}
        self.locked = True
        interfaces = Gio.DBusNodeInfo.new_for_xml(INTERFACES)
        for path, name in ((SERVICE, "Service"), (COLLECTION, "Collection"), (ITEM, "Item"), (PROMPT, "Prompt")):
            connection.register_object(path, interfaces.lookup_interface("org.freedesktop.Secret." + name),
                                       self.call, self.get, None)

    def call(self, _connection, _sender, _path, _interface, method, parameters, invocation):
        reply = None
        if method == "OpenSession":
            if parameters[0] != "plain":
                invocation.return_dbus_error("org.freedesktop.DBus.Error.NotSupported", "only plain")
                return
            reply = GLib.Variant("(vo)", (GLib.Variant("s", ""), SESSION))
        elif method == "SearchItems":
            found = [ITEM] if parameters[0].items() <= self.attributes.items() else []
            reply = GLib.Variant("(aoao)", ([], found) if self.locked else (found, []))
        elif method == "Unlock":
            reply = GLib.Variant("(aoo)", ([], PROMPT) if self.locked else ([ITEM], "/"))
        elif method == "ReadAlias":
            reply = GLib.Variant("(o)", (COLLECTION,))
        elif method == "GetSecret":
            if self.locked:
                invocation.return_dbus_error("org.freedesktop.Secret.Error.IsLocked", "locked")
                return
            reply = GLib.Variant("((oayays))", ((SESSION, b"", self.secret.encode(), "text/plain"),))
        elif method == "Prompt":
            GLib.timeout_add(200, self.answer)
        elif method == "Dismiss":
            print("dismissed", flush=True)
        invocation.return_value(reply)

    def get(self, _connection, _sender, _path, _interface, name):
        return {
            "Collections": GLib.Variant("ao", [COLLECTION]),
            "Locked": GLib.Variant("b", self.locked),
            "Attributes": GLib.Variant("a{ss}", self.attributes),
            "Label": GLib.Variant("s", "fake"),
            "Created": GLib.Variant("t", 0),
            "Modified": GLib.Variant("t", 0),
        }[name]

    def answer(self):
        if self.outcome == "end":
            os._exit(0)
        if self.outcome == "hang":
            return False
        if self.outcome == "nonsense":
            said = GLib.Variant("(s)", ("yes",))
        else:
            self.locked = self.outcome == "dismiss"
            # The boolean says "dismissed". KeePassXC and others put a text, and not a list of paths, beside it.
            said = GLib.Variant("(bv)", (self.locked, GLib.Variant("s", "")))
        self.connection.emit_signal(None, PROMPT, "org.freedesktop.Secret.Prompt", "Completed", said)
        return False


def main():
    connection = Gio.bus_get_sync(Gio.BusType.SESSION)
    FakeKeyring(connection, *sys.argv[1:])
    Gio.bus_own_name_on_connection(connection, "org.freedesktop.secrets", Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: print("ready", flush=True), None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
