#!/usr/bin/python3
"""Judges an irp-sandbox binary with an independent client: run_interop.py path/to/irp-sandbox [word …]

Starts the sandbox on free ports in a temporary directory, runs every check (or those whose name contains one of the
words), prints a list, and exits non-zero if any failed.
"""
import base64
import datetime
import email.utils
import http.client
import json
import os
import pathlib
import re
import socket
import ssl
import stat
import sys
import tempfile
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import checks_faults  # noqa: E402, F401 - they enter their checks into the list
import checks_flavours  # noqa: E402, F401
import checks_invoices  # noqa: E402, F401
from interop_world import CHECKS, GOOD_USER, IST, World, check, code_of, equal, random_app_key, refused  # noqa: E402
from irp_client import (AUTH_PATH, GSTIN_PATH, SYNC_GSTIN_PATH, aes_decrypt, auth_json, check_vectors,  # noqa: E402
                        client_for, strict_base64)

# --- the protocol itself --------------------------------------------------------------------------------------

@check
def vectors_agree_with_this_client(_):
    check_vectors()


@check
def authentication_and_encrypted_call(world):
    client = world.client()
    session = client.authenticate()
    equal(list(session.data), ["ClientId", "UserName", "AuthToken", "Sek", "TokenExpiry"])
    equal(session.data["ClientId"], client.client_id)
    equal(session.data["UserName"], client.user_name)
    assert re.fullmatch(r"[A-Za-z0-9]{25}", session.token)
    equal(len(strict_base64(session.data["Sek"])), 48)
    details = client.gstin_details()
    equal(list(details), ["Gstin", "TradeName", "LegalName", "AddrBnm", "AddrBno", "AddrFlno", "AddrSt", "AddrLoc",
                          "StateCode", "AddrPncd", "TxpType", "Status", "BlkStatus", "DtReg", "DtDReg"])
    equal(details["Gstin"], client.gstin)
    equal(details["LegalName"], "Pushpak Traders Private Limited")
    equal((details["StateCode"], details["Status"], details["BlkStatus"], details["DtDReg"]), (29, "ACT", "U", None))
    equal(client.gstin_details(path=SYNC_GSTIN_PATH), details)


@check
def every_sample_user_that_should_log_in_can(world):
    for suffix in ("blr", "mum", "amd", "chn", "del"):
        client = world.client(f"API_pushpak_{suffix}")
        client.authenticate()
        equal(client.gstin_details()["Gstin"], client.gstin)
    world.client("pushpak_sbx").authenticate()


@check
def expiry_is_in_ist_and_whole_minutes(world):
    expiry = world.client().authenticate().expiry
    assert expiry.endswith(":00"), expiry
    stamp = datetime.datetime.strptime(expiry, "%Y-%m-%d %H:%M:%S").replace(tzinfo=IST)
    now = datetime.datetime.fromisoformat(world.sandbox.counters()["now"].replace("Z", "+00:00"))
    remaining = (stamp - now).total_seconds()
    assert 59 * 60 - 1 <= remaining <= 60 * 60, remaining


@check
def both_header_spellings_and_any_case(world):
    client = world.client(header_style="-")
    client.authenticate()
    client.gstin_details()
    equal(client.gstin_details(headers=[(name.upper(), value) for name, value in client.session_headers()])["Gstin"],
          client.gstin)


@check
def same_token_and_key_under_a_new_app_key(world):
    client = world.client()
    first = client.authenticate()
    second = client.authenticate()
    equal((second.token, second.key, second.expiry), (first.token, first.key, first.expiry))
    assert first.data["Sek"] != second.data["Sek"], "wrapped under another AppKey, it must look different"


@check
def force_flag_is_ignored_outside_the_last_ten_minutes(world):
    client = world.client()
    first = client.authenticate()
    equal(client.authenticate(force=True).token, first.token)
    equal(world.sandbox.counters()["last_force_flag"], True)


@check
def forced_renewal_in_the_last_ten_minutes(world):
    client = world.client()
    first = client.authenticate()
    world.sandbox.admin("/clock/advance", {"seconds": 51 * 60})
    equal(client.authenticate().token, first.token)  # without the flag: still the same
    renewed = client.authenticate(force=True)
    assert renewed.token != first.token and renewed.key != first.key
    client.gstin_details()
    client.session = first
    refused("1005", client.gstin_details)


@check
def token_dies_at_its_expiry(world):
    client = world.client()
    first = client.authenticate()
    world.sandbox.admin("/clock/advance", {"seconds": 60 * 60})
    refused("1005", client.gstin_details)
    assert client.authenticate().token != first.token


@check
def date_header_follows_the_sandbox_clock(world):
    answer = world.client().send_auth("")
    date = email.utils.parsedate_to_datetime(answer.headers["Date"])
    now = datetime.datetime.fromisoformat(world.sandbox.counters()["now"].replace("Z", "+00:00"))
    assert abs((date - now).total_seconds()) <= 2


@check
def keep_alive(world):
    client = world.client()
    connection = client.connect()
    for _ in range(3):
        equal(client.exchange("POST", AUTH_PATH, client.client_headers(), b'{"Data":""}', connection).status, 200)
    connection.close()
    equal(world.sandbox.counters()["tls_handshakes"], 1)


# --- refusals, in the order of the checks ---------------------------------------------------------------------

@check
def order_5003_before_everything(world):
    client = world.client()
    for body in (b"", b"not json", b"[]", b"{}", b'{"Data":null}', b'{"Data":""}', b'{"data":"x"}', b'{"Data":7}'):
        equal(code_of(client.exchange("POST", AUTH_PATH, [], body)), "5003")


@check
def order_1020_before_the_headers(world):
    client = world.client()
    app_key = random_app_key()
    inner_json = auth_json(client.user_name, client.password, app_key, False)
    without_force = json.dumps({"UserName": "a", "Password": "b", "AppKey": app_key}).encode()
    for data in ("AAAA", "not base64!", base64.b64encode(os.urandom(256)).decode(), client.seal(without_force),
                 client.seal(b"not json")):
        equal(code_of(client.send_auth(data, headers=[])), "1020")
    # RSA over the JSON itself, without the base64 in between: the classic mistake
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    key = load_pem_public_key(pathlib.Path(client.public_key_file).read_bytes())
    raw = base64.b64encode(key.encrypt(inner_json, padding.PKCS1v15())).decode()
    equal(code_of(client.send_auth(raw)), "1020")


@check
def order_of_the_header_checks(world):
    client = world.client()
    sealed = client.seal(auth_json("", "", "", False))
    client_id, secret, gstin = client.client_headers()
    wrong = ("client_secret", "wrong")
    for headers, code in (([], "1011"), ([secret, gstin], "1011"), ([client_id, gstin], "1012"),
                          ([client_id], "1012"), ([client_id, secret], "1004"), ([client_id, wrong], "1004"),
                          ([client_id, wrong, gstin], "1010"), ([("client_id", " ")], "1011")):
        equal(code_of(client.send_auth(sealed, headers)), code)


@check
def duplicate_gstin_header_is_refused(world):
    client = world.client()
    refused("3030", client.authenticate, headers=client.client_headers() + [("gstin", client.gstin)])
    client.gstin = f"{client.gstin}, {client.gstin}"
    refused("3030", client.authenticate)


@check
def order_of_the_account_checks(world):
    client = world.client()
    app_key = random_app_key()

    def code(user, password, key=app_key, force=False, headers=None):
        return code_of(client.send_auth(client.seal(auth_json(user, password, key, force)), headers))

    equal(code(client.user_name, client.password, force="false"), "1007")
    equal(code(" ", "x", key="bad"), "1006")
    equal(code("nobody", "x", key="bad"), "1016")
    equal(code("nobody", "x", key="066735162ae0683016bbdfd800306c12"), "1016")
    equal(code("nobody", "x"), "1017")
    equal(code(client.user_name.lower(), client.password), "1017")
    equal(code("API_other_gsp", "wrong"), "1018")
    equal(code("API_inactive", "wrong"), "1019")
    equal(code(client.user_name, client.password + " "), "1019")


@check
def trouble_users(world):
    karnataka = world.client().gstin
    refused("1014", world.client("API_inactive").authenticate)
    refused("3025", world.client("API_frozen").authenticate)
    error = refused("", world.client("API_expired_pw").authenticate)
    assert "User Password has expired" in str(error)
    refused("1018", world.client("API_other_gsp").authenticate)
    refused("1015", world.client("API_other_gstin", gstin=karnataka).authenticate)
    refused("3029", world.client("API_cancelled").authenticate)
    refused("1019", world.client(password="Wrong@1234").authenticate)
    refused("1010", world.client(client_secret="wrong").authenticate)
    refused("1010", world.client(client_id="AACCT27GSPSAMPLE0002").authenticate)  # secret of another client
    refused("1015", world.client(gstin="29AAFCD5862R000").authenticate)


@check
def password_in_another_script(world):
    """JSON that is not ASCII must survive the two layers of base64."""
    password = "Pass@1ಬೆಂಗಳೂರು"
    world.sandbox.admin("/accounts/update", {"username": "API_pushpak_del", "password": password})
    world.client("API_pushpak_del", password=password).authenticate()
    refused("1019", world.client("API_pushpak_del").authenticate)


@check
def gate_of_other_calls(world):
    client = world.client()
    client.authenticate()
    client_id, secret, gstin, user, token = client.session_headers()
    mumbai = world.client("API_pushpak_mum")
    mumbai.authenticate()
    for headers, code in (([], "1011"), ([client_id, gstin], "1012"), ([client_id, secret, token], "1004"),
                          ([client_id, ("client_secret", "x"), gstin], "1010"),
                          ([client_id, secret, gstin, token], "1006"), ([client_id, secret, gstin, user], "1005"),
                          ([client_id, secret, gstin, user, ("AuthToken", "x" * 25)], "1005"),
                          ([client_id, secret, ("Gstin", mumbai.gstin), user, token], "1005"),
                          ([client_id, secret, gstin, ("user_name", mumbai.user_name), token], "1005"),
                          ([client_id, secret, gstin, user, ("AuthToken", mumbai.session.token)], "1005")):
        refused(code, client.gstin_details, headers=headers)
    refused("3028", client.gstin_details, "27AAPFU0939F1ZV")
    refused("3030", client.gstin_details, "nonsense")
    equal(client.gstin_details("06AAACP0029A1ZA")["Status"], "CNL")


@check
def http_refusals(world):
    client = world.client()
    equal(client.exchange("GET", "/", []).status, 404)
    equal(client.exchange("GET", "/eivital/v1.04/Auth", []).status, 404)
    equal(client.exchange("GET", GSTIN_PATH + "a/b", []).status, 404)
    wrong = client.exchange("GET", AUTH_PATH, [])
    equal((wrong.status, wrong.headers["Allow"]), (405, "POST"))
    wrong = client.exchange("POST", GSTIN_PATH + client.gstin, [], b"{}")
    equal((wrong.status, wrong.headers["Allow"]), (405, "GET"))
    equal(client.exchange("POST", AUTH_PATH, [("X-Filler", "x" * 8000)] * 5, b"{}").status, 431)
    assert client.exchange("POST", AUTH_PATH, [("X-Filler", "x" * 20000)], b"{}").status >= 400
    connection = client.connect()
    connection.putrequest("POST", AUTH_PATH)
    connection.putheader("Content-Length", str(1 << 30))
    connection.endheaders()
    equal(connection.getresponse().status, 413)
    connection.close()
    nested = b'{"Data":' + b"[" * 100000 + b"]" * 100000 + b"}"
    equal(code_of(client.exchange("POST", AUTH_PATH, [], nested)), "5003")
    client.authenticate()


# --- the admin endpoint ---------------------------------------------------------------------------------------

@check
def admin_needs_its_token(world):
    equal(world.sandbox.admin_refusal("/counters", method="GET", token="wrong"), 401)
    equal(world.sandbox.admin_refusal("/nothing"), 404)
    equal(world.sandbox.admin_refusal("/counters"), 405)
    equal(world.sandbox.admin_refusal("/fault", body={"kind": "nonsense"}), 400)
    equal(world.sandbox.admin_refusal("/fault", body={"kind": "slow", "secnds": 1}), 400)
    equal(world.sandbox.admin_refusal("/clock/advance", body={"seconds": -1}), 400)


@check
def counters_count(world):
    client = world.client()
    client.authenticate()
    client.gstin_details()
    refused("1019", world.client(password="Wrong@1").authenticate)
    counters = world.sandbox.counters()
    equal((counters["auth_requests"], counters["auth_successes"], counters["calls"]), (2, 1, 1))
    equal((counters["last_user_name"], counters["last_force_flag"]), (client.user_name, False))
    equal(counters["last_gstin_header"], client.gstin)
    assert client.password not in json.dumps(counters)


@check
def revoked_tokens_are_dead(world):
    client = world.client()
    first = client.authenticate()
    world.sandbox.admin("/tokens/revoke")
    refused("1005", client.gstin_details)
    assert client.authenticate().token != first.token


@check
def account_changes_at_the_portal(world):
    client = world.client("API_pushpak_amd")
    client.authenticate()
    world.sandbox.admin("/accounts/update", {"username": client.user_name, "password": "Changed@1"})
    refused("1019", client.authenticate)
    client.gstin_details()  # the live token keeps working
    client.password = "Changed@1"
    client.authenticate()
    for state, code in (("inactive", "1014"), ("frozen", "3025"), ("password_expired", "")):
        world.sandbox.admin("/accounts/update", {"username": client.user_name, "state": state})
        refused(code, client.authenticate)
    world.sandbox.admin("/accounts/update", {"username": client.user_name, "state": "active"})
    client.authenticate()
    equal(world.sandbox.admin_refusal("/accounts/update", body={"username": "nobody"}), 404)


@check
def rotated_key(world):
    client = world.client()
    sealed = client.seal(auth_json(client.user_name, client.password, random_app_key(), False))
    before = pathlib.Path(client.public_key_file).read_bytes()
    world.sandbox.admin("/rotate-key")
    assert pathlib.Path(client.public_key_file).read_bytes() != before
    equal(code_of(client.send_auth(sealed)), "1020")
    client.authenticate()


# --- faults ---------------------------------------------------------------------------------------------------

@check
def fault_error_codes(world):
    client = world.client()
    client.authenticate()
    world.sandbox.fault("error", where="call", times=2, code="1005")
    for _ in range(2):
        equal(str(refused("1005", client.gstin_details)), "1005: Invalid Token")
    client.gstin_details()
    world.sandbox.fault("error", where="auth", code="3052", message="Own text")
    client.gstin_details()  # not concerned
    equal(str(refused("3052", client.authenticate)), "3052: Own text")


@check
def fault_http(world):
    client = world.client()
    world.sandbox.fault("http_503_html")
    answer = client.send_auth("")
    equal((answer.status, answer.headers["Content-Type"]), (503, "text/html"))
    world.sandbox.fault("http_500_json")
    answer = client.send_auth("")
    equal((answer.status, list(answer.json())), (500, ["Message"]))
    world.sandbox.fault("redirect", location="https://elsewhere.invalid/x")
    answer = client.send_auth("")
    equal((answer.status, answer.headers["Location"]), (302, "https://elsewhere.invalid/x"))
    world.sandbox.fault("wrong_content_type")
    answer = client.send_auth("")
    equal((code_of(answer), answer.headers["Content-Type"]), ("5003", "text/html"))
    equal(world.sandbox.counters()["faults_served"], 4)


@check
def fault_reset(world):
    client = world.client()
    for kind, successes in (("reset_before", 0), ("reset_after", 1)):
        world.sandbox.fault(kind)
        try:
            client.authenticate()
            raise AssertionError("expected a reset")
        except (ConnectionResetError, http.client.RemoteDisconnected, ssl.SSLError) as error:
            assert isinstance(error, ConnectionResetError), repr(error)
        equal(world.sandbox.counters()["auth_successes"], successes)
    client.authenticate()


@check
def fault_slow(world):
    world.sandbox.fault("slow", seconds=2)
    begin = time.monotonic()
    world.client().authenticate()
    assert time.monotonic() - begin >= 2


@check
def fault_truncated_and_deep_and_oversize(world):
    client = world.client()
    world.sandbox.fault("truncated_json")
    try:
        client.send_auth("").json()
        raise AssertionError("expected broken JSON")
    except json.JSONDecodeError:
        pass
    world.sandbox.fault("deep_json", depth=1000)
    assert b"[" * 1000 in client.send_auth("").body
    world.sandbox.fault("oversize_body", mebibytes=8)
    answer = client.send_auth("")
    equal(answer.headers["Transfer-Encoding"], "chunked")
    equal(len(answer.json()["Data"]), 8 << 20)


@check
def fault_grants(world):
    client = world.client()

    def grant(kind):
        world.sandbox.fault(kind, where="auth")
        app_key = os.urandom(32)
        payload = auth_json(client.user_name, client.password, base64.b64encode(app_key).decode(), False)
        answer = client.send_auth(client.seal(payload)).json()
        return app_key, answer

    app_key, answer = grant("sek_wrong_length")
    equal(len(aes_decrypt(app_key, strict_base64(answer["Data"]["Sek"]))), 31)
    app_key, answer = grant("sek_bad_padding")
    try:
        aes_decrypt(app_key, strict_base64(answer["Data"]["Sek"]))
        raise AssertionError("expected bad padding")
    except ValueError:
        pass
    assert "TokenExpiry" not in grant("expiry_missing")[1]["Data"]
    now = datetime.datetime.now(IST).strftime("%Y-%m-%d %H:%M:%S")
    good = client.authenticate().expiry
    assert grant("expiry_past")[1]["Data"]["TokenExpiry"] < good
    assert grant("expiry_far_future")[1]["Data"]["TokenExpiry"] > now.replace(now[:4], str(int(now[:4]) + 5))
    assert grant("expiry_in_utc")[1]["Data"]["TokenExpiry"] < good
    equal(grant("expiry_trailing_space")[1]["Data"]["TokenExpiry"], good + "  ")
    equal(grant("status_as_string")[1]["Status"], "1")
    answer = grant("lower_case_keys")[1]
    equal(list(answer), ["status", "data", "errordetails", "infodtls"])
    assert "authtoken" in answer["data"]
    assert "ClientID" in grant("client_id_spelling")[1]["Data"]
    assert "%" in grant("bad_data_base64")[1]["Data"]["Sek"]


@check
def fault_bad_data_in_calls(world):
    client = world.client()
    client.authenticate()
    world.sandbox.fault("bad_data_base64", where="call")
    try:
        client.gstin_details()
        raise AssertionError("expected bad base64")
    except ValueError:
        pass


@check
def fault_error_details(world):
    client = world.client()
    expected = [{"ErrorCode": "1017", "ErrorMessage": "Incorrect user id/User does not exists"}]
    world.sandbox.fault("error_details_base64", code="1017")
    equal(json.loads(strict_base64(client.send_auth("").json()["ErrorDetails"])), expected)
    world.sandbox.fault("error_details_string", code="1017")
    equal(json.loads(client.send_auth("").json()["ErrorDetails"]), expected)
    world.sandbox.fault("error_details_plain_text", code="1017")
    assert "Incorrect user id" in client.send_auth("").json()["ErrorDetails"]
    world.sandbox.fault("error_details_null", code="1017")
    answer = client.send_auth("").json()
    equal((answer["Status"], answer["ErrorDetails"]), (0, None))
    world.sandbox.fault("error_details_string")  # no code: the natural error, spelt differently
    equal(json.loads(client.send_auth("").json()["ErrorDetails"])[0]["ErrorCode"], "5003")


@check
def fault_proxy_that_drops_underscores(world):
    world.sandbox.fault("drop_underscore_headers", times=2)
    refused("1011", world.client().authenticate)
    world.client(header_style="-").authenticate()


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
    secrets += [session.token, session.data["Sek"], base64.b64encode(session.key).decode(), session.key.hex(),
                world.sandbox.info["admin_token"], client.gstin]
    for number, secret in enumerate(secrets):
        assert secret not in log, f"secret number {number} is in the log"
    assert "29AA*********Z2" in log
    line = [line for line in log.splitlines() if AUTH_PATH in line][-1]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S+ \S+ \S+ \S+ \S+ [A-Za-z0-9]{10}", line), line


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    words = sys.argv[2:]
    failures = 0
    with tempfile.TemporaryDirectory(prefix="irp-interop-") as root:
        world = World(str(pathlib.Path(sys.argv[1]).resolve()), root)
        try:
            for function in CHECKS:
                if words and not any(word in function.__name__ for word in words):
                    continue
                try:
                    world.begin()
                    function(world)
                    print(f"passed  {function.__name__}")
                except Exception:  # the list shall be complete
                    failures += 1
                    print(f"FAILED  {function.__name__}")
                    traceback.print_exc(file=sys.stdout)
        finally:
            status = world.sandbox.stop()
        if status != 0:
            failures += 1
            print(f"FAILED  the sandbox ended with status {status}")
    print("all checks passed" if failures == 0 else f"{failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
