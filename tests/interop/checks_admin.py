"""Checks of run_interop.py: the admin endpoint, and the faults of answers to v1.04."""
import base64
import datetime
import http.client
import json
import os
import pathlib
import ssl
import time

from interop_world import IST, check, code_of, equal, random_app_key, refused
from irp_client import aes_decrypt, auth_json, strict_base64


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
