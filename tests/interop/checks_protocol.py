"""Checks of run_interop.py: v1.04 itself, and its refusals in their order."""
import base64
import datetime
import email.utils
import json
import os
import pathlib
import re
import ssl

from interop_world import IST, check, code_of, equal, random_app_key, refused
from irp_client import AUTH_PATH, GSTIN_PATH, SYNC_GSTIN_PATH, auth_json, check_vectors, strict_base64


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
    for suffix in ("blr", "mum", "amd", "del"):
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
    try:
        assert client.exchange("POST", AUTH_PATH, [("X-Filler", "x" * 20000)], b"{}").status >= 400
    except (ConnectionError, ssl.SSLEOFError):
        pass  # the server hung up before all of it was sent
    connection = client.connect()
    connection.putrequest("POST", AUTH_PATH)
    connection.putheader("Content-Length", str(1 << 30))
    connection.endheaders()
    equal(connection.getresponse().status, 413)
    connection.close()
    nested = b'{"Data":' + b"[" * 100000 + b"]" * 100000 + b"}"
    equal(code_of(client.exchange("POST", AUTH_PATH, [], nested)), "5003")
    client.authenticate()
