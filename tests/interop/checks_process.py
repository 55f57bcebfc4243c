"""Checks of run_interop.py: TLS, files, and the life of the process. The last of them looks at all that was logged."""
import base64
import json
import re
import socket
import ssl
import stat
import time

from interop_world import GOOD_USER, check, equal, refused
from irp_client import AUTH_PATH, client_for


# --- TLS, files, life of the process --------------------------------------------------------------------------

@check
def bad_certificates_are_presented_on_demand(world):
    for kind, words in (("expired", "expired"), ("wrong-host", "ostname mismatch"), ("self-signed", "self"),
                        ("untrusted-ca", "unable to get local issuer")):
        with world.start("tls-" + kind, "--tls-fault", kind) as sandbox:
            client = client_for(sandbox.directory, GOOD_USER)
            try:
                client.authenticate()
                raise AssertionError(f"{kind}: the client accepted it")
            except ssl.SSLCertVerificationError as error:
                assert words in str(error), f"{kind}: {error}"


@check
def old_tls_is_refused(world):
    address = ("127.0.0.1", world.sandbox.info["port"])
    context = ssl.create_default_context(cafile=world.sandbox.info["ca_file"])
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    try:
        context.wrap_socket(socket.create_connection(address), server_hostname="localhost")
        raise AssertionError("TLS 1.1 was accepted")
    except ssl.SSLError:
        pass
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = ssl.create_default_context(cafile=world.sandbox.info["ca_file"])
        context.minimum_version = context.maximum_version = version
        for name in ("localhost", "127.0.0.1", "::1"):
            context.wrap_socket(socket.create_connection(address), server_hostname=name).close()


@check
def files_are_private_and_kept(world):
    with world.start("kept") as first:
        directory = first.directory
        names = ["ca.pem", "ca.key", "server.pem", "server.key", "irp-public-key.pem", "irp-private-key.pem",
                 "accounts.json"]
        before = [(directory / name).read_bytes() for name in names]
        equal(stat.S_IMODE(directory.stat().st_mode), 0o700)
        for name in ("ca.key", "server.key", "irp-private-key.pem", "sandbox.json", "accounts.json"):
            equal(stat.S_IMODE((directory / name).stat().st_mode), 0o600)
        profile = json.loads((directory / "provider-profile.json").read_text())
        equal(profile["environments"]["sandbox"]["base_url"], first.info["base_url"])
        equal(profile["crypto"], "nic-1.04")
        equal(first.stop(), 0)
        assert not (directory / "sandbox.json").exists()
    with world.start("kept") as second:
        equal([(second.directory / name).read_bytes() for name in names], before)
        client_for(second.directory, GOOD_USER).authenticate()


@check
def unreadable_leaf_is_reissued(world):
    with world.start("leaf") as first:
        directory = first.directory
    (directory / "server.pem").write_text("rubbish")
    with world.start("leaf") as second:
        client_for(second.directory, GOOD_USER).authenticate()


@check
def budget_refuses_as_the_eway_bill_system_does(world):
    with world.start("budget", "--budget", "2") as sandbox:
        client = client_for(sandbox.directory, GOOD_USER)
        client.authenticate()
        client.authenticate()
        error = refused("118", client.authenticate)
        equal(error.answer["InfoDtls"][0]["InfCd"], "SANDBOX")
        client_for(sandbox.directory, "API_pushpak_mum").authenticate()
        sandbox.admin("/clock/advance", {"seconds": 15 * 60})
        client.authenticate()


@check
def token_minutes_option(world):
    with world.start("minutes", "--token-minutes", "360") as sandbox:
        client = client_for(sandbox.directory, GOOD_USER)
        client.authenticate()
        sandbox.admin("/clock/advance", {"seconds": 350 * 60})
        client.gstin_details()
        sandbox.admin("/clock/advance", {"seconds": 10 * 60})
        refused("1005", client.gstin_details)


@check
def stops_quickly_with_idle_and_slow_clients(world):
    sandbox = world.start("stopping")
    client = client_for(sandbox.directory, GOOD_USER)
    idle = client.connect()
    client.exchange("POST", AUTH_PATH, [], b'{"Data":""}', idle)
    half = socket.create_connection(("127.0.0.1", sandbox.info["port"]))  # never begins TLS
    sandbox.fault("slow", seconds=300)
    slow = client.connect()
    slow.request("POST", AUTH_PATH, b'{"Data":""}')
    time.sleep(0.3)
    begin = time.monotonic()
    equal(sandbox.stop(), 0)
    assert time.monotonic() - begin < 5
    for connection in (idle, half, slow):
        connection.close()


@check
def log_tells_nothing_secret(world):
    """Run last: looks through everything that was logged so far."""
    client = world.client()
    session = client.authenticate()
    client.gstin_details()
    client.exchange("GET", "/wrong/" + session.token, client.session_headers())
    log = "".join(file.read_text() for file in world.root.glob("*.log"))
    accounts = world.sandbox.accounts
    secrets = [user["password"] for user in accounts["users"]]
    secrets += [entry["client_secret"] for entry in accounts["clients"]]
    secrets += [entry["password"] for entry in accounts["portal_accounts"]]
    secrets += [session.token, session.data["Sek"], base64.b64encode(session.key).decode(), session.key.hex(),
                world.sandbox.info["admin_token"], world.sandbox.info["gateway_token"], client.gstin, "GSTIN="]
    for number, secret in enumerate(secrets):
        assert secret not in log, f"secret number {number} is in the log"
    assert "29AA*********Z2" in log
    line = [line for line in log.splitlines() if AUTH_PATH in line][-1]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S+ \S+ \S+ \S+ \S+ [A-Za-z0-9]{10}", line), line
