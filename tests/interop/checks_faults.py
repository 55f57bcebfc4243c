"""Checks of run_interop.py: orders for trouble that concern the transport, the e-way bill system or one kind of
request only, and the IRP's patience with a user.
"""
import datetime
import email.utils
import http.client
import json
import socket
import ssl
import time

from interop_world import GOOD_USER, check, equal, refused
from irp_client import AUTH_PATH, GSTIN_PATH, aes_decrypt, client_for, strict_base64
from other_clients import EWB_GSTIN_PATH, EWB_PATH, EwbClient, LegacyClient, open_ewb


def plain(client, connection=None):
    """A request that would get 5003 in a short answer."""
    return client.exchange("POST", AUTH_PATH, client.client_headers(), b'{"Data":""}', connection)


def raw_answer(world, client, limit=4.0):
    """What the server sends for one request, byte for byte, until it closes or is silent; and how it ended."""
    address = ("127.0.0.1", world.sandbox.info["port"])
    connection = client.tls.wrap_socket(socket.create_connection(address), server_hostname="localhost",
                                        suppress_ragged_eofs=False)
    connection.settimeout(limit)
    connection.sendall(b"POST " + AUTH_PATH.encode() + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
    received, end = b"", "closed"
    try:
        while part := connection.recv(65536):
            received += part
    except (ConnectionResetError, ssl.SSLEOFError):
        end = "cut"  # not the orderly end that TLS asks for
    except TimeoutError:
        end = "silent"
    connection.close()
    head, _, body = received.partition(b"\r\n\r\n")
    announced = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                     if line.startswith(b"content-length"))
    return announced, body, end


@check
def fault_too_many_requests(world):
    client = world.client()
    world.sandbox.fault("http_429")
    answer = plain(client)
    equal((answer.status, answer.headers["Retry-After"]), (429, None))
    world.sandbox.fault("http_429", retry_after="seconds", seconds=7)
    equal(plain(client).headers["Retry-After"], "7")
    world.sandbox.fault("http_429", retry_after="date", seconds=90)
    answer = plain(client)
    wait = (email.utils.parsedate_to_datetime(answer.headers["Retry-After"])
            - email.utils.parsedate_to_datetime(answer.headers["Date"]))
    equal(wait, datetime.timedelta(seconds=90))
    world.sandbox.fault("http_503_html", retry_after="seconds", seconds=3)
    answer = plain(client)
    equal((answer.status, answer.headers["Retry-After"]), (503, "3"))
    for status in (500, 502, 504, 403, 200):
        world.sandbox.fault("http_status", status=status)
        answer = plain(client)
        equal((answer.status, answer.headers["Content-Type"]), (status, "text/html"))


@check
def fault_wrong_content_length(world):
    client = world.client()
    world.sandbox.fault("content_length_too_long")
    announced, body, end = raw_answer(world, client)
    equal((announced - len(body), end), (100, "closed"))
    json.loads(body)  # what there is is whole
    world.sandbox.fault("content_length_too_short")
    announced, body, end = raw_answer(world, client, limit=1)
    json.loads(body)
    assert announced < len(body), (announced, len(body))
    equal(end, "silent")  # kept alive: the rest waits for the next request


@check
def fault_connection_lost_in_a_body(world):
    client = world.client()
    world.sandbox.fault("reset_in_body")
    announced, body, end = raw_answer(world, client)
    assert 0 < len(body) < announced, (len(body), announced)
    equal(end, "cut")
    equal(plain(client).status, 200)


@check
def fault_slow_body(world):
    client = world.client()
    world.sandbox.fault("slow_body", milliseconds=10)
    connection = client.connect()
    begin = time.monotonic()
    answer = plain(client, connection)
    assert time.monotonic() - begin >= 0.010 * len(answer.body) * 0.9
    equal(answer.json()["Status"], 0)
    equal(plain(client, connection).status, 200)  # good as new
    connection.close()


@check
def fault_many_and_huge_headers(world):
    client = world.client()
    for kind, details in (("many_headers", {"count": 5000}), ("huge_header", {"kibibytes": 512})):
        world.sandbox.fault(kind, **details)
        try:
            plain(client)
            raise AssertionError("Python's client has limits, too")
        except http.client.HTTPException:
            pass
    world.sandbox.fault("many_headers", count=50)
    equal(len([name for name in plain(client).headers if name.startswith("X-Filler-")]), 50)


@check
def fault_stops_with_the_sandbox(world):
    """A body that would take minutes does not hold up the end of the program."""
    sandbox = world.start("slow-body")
    client = client_for(sandbox.directory, GOOD_USER)
    sandbox.fault("slow_body", milliseconds=1000)
    connection = client.connect()
    connection.request("POST", AUTH_PATH, b'{"Data":""}')
    time.sleep(0.3)
    begin = time.monotonic()
    equal(sandbox.stop(), 0)
    assert time.monotonic() - begin < 5
    connection.close()


@check
def fault_meets_only_its_path(world):
    client, legacy, ewb = world.client(), world.client(kind=LegacyClient), world.client(kind=EwbClient)
    world.sandbox.fault("error", code="5001", path="/eivital/v1.03/")
    world.sandbox.fault("error", code="114", path="/ewaybillapi/")
    client.authenticate()
    refused("5001", legacy.authenticate)
    refused("114", ewb.authenticate)
    legacy.authenticate()
    ewb.authenticate()
    world.sandbox.fault("error", code="3020", path=GSTIN_PATH)
    client.authenticate()
    refused("3020", client.gstin_details)
    equal(world.sandbox.admin_refusal("/fault", body={"kind": "slow", "path": "eivital"}), 400)
    equal(world.sandbox.admin_refusal("/fault", body={"kind": "http_429", "retry_after": "soon"}), 400)
    equal(world.sandbox.admin_refusal("/fault", body={"kind": "http_status", "status": 600}), 400)


@check
def fault_odd_envelopes(world):
    client = world.client()
    client.authenticate()

    def look_up():
        return client.exchange("GET", GSTIN_PATH + client.gstin, client.session_headers()).json()

    world.sandbox.fault("info_details", code="EWBPPD", message="Something to know")
    answer = look_up()
    equal((answer["Status"], answer["InfoDtls"]), (1, [{"InfCd": "EWBPPD", "Desc": "Something to know"}]))
    world.sandbox.fault("data_on_error")
    answer = look_up()
    equal((answer["Status"], answer["Data"], answer["ErrorDetails"][0]["ErrorCode"]), (0, "AAAA", "1005"))
    world.sandbox.fault("data_on_error", code="3052")
    equal(look_up()["ErrorDetails"][0]["ErrorCode"], "3052")
    world.sandbox.fault("error_details_object", code="1017")
    equal(look_up()["ErrorDetails"]["ErrorCode"], "1017")


@check
def fault_ewb_envelopes(world):
    client = world.client(kind=EwbClient)
    client.authenticate()

    def look_up():
        return client.exchange("GET", EWB_GSTIN_PATH + client.gstin, client.session_headers()).json()

    expected = {"errorCodes": "108"}
    for kind, read in (("error_details_base64", lambda text: json.loads(strict_base64(text))),
                       ("error_details_string", json.loads), ("error_details_object", lambda value: value)):
        world.sandbox.fault(kind, code="108")
        equal(read(look_up()["error"]), expected)
    world.sandbox.fault("error_details_plain_text", code="108")
    assert look_up()["error"].startswith("108")
    world.sandbox.fault("error_details_null", code="108")
    answer = look_up()
    equal((answer["status"], answer["error"]), ("0", None))
    world.sandbox.fault("status_as_number", times=2)
    answer = look_up()
    equal(answer["status"], 1)
    equal(client.open_get(answer)["gstin"], client.gstin)
    equal(client.exchange("POST", EWB_PATH, client.session_headers(), b"x").json()["status"], 0)
    world.sandbox.fault("sek_bad_padding", where="auth")
    try:
        client.authenticate()
        raise AssertionError("expected bad padding")
    except ValueError:
        pass


@check
def fault_ewb_answers_that_do_not_fit_their_code(world):
    client = world.client(kind=EwbClient)
    client.authenticate()
    path = EWB_GSTIN_PATH + client.gstin

    def answer_with(kind):
        world.sandbox.fault(kind, where="call")
        return open_ewb(client.exchange("GET", path, client.session_headers()))

    for kind, words in (("hmac_wrong", "does not fit"), ("rek_wrong_length", "16 bytes")):
        try:
            client.open_get(answer_with(kind))
            raise AssertionError(f"{kind}: accepted")
        except ValueError as error:
            assert words in str(error), error
    assert "hmac" not in answer_with("hmac_missing")
    answer = answer_with("rek_missing")
    assert "rek" not in answer and "hmac" not in answer
    equal(json.loads(aes_decrypt(client.session.key, strict_base64(answer["data"])))["gstin"], client.gstin)


# --- the IRP's patience ---------------------------------------------------------------------------------------

@check
def lock_out_after_wrong_passwords(world):
    with world.start("lockout", "--lockout", "3") as sandbox:
        client = client_for(sandbox.directory, GOOD_USER)
        wrong = client_for(sandbox.directory, GOOD_USER, password="Wrong@1")
        other = client_for(sandbox.directory, "API_pushpak_mum")
        for _ in range(2):  # a success in between forgives
            refused("1019", wrong.authenticate)
            refused("1019", wrong.authenticate)
            client.authenticate()
        for _ in range(3):
            refused("1019", wrong.authenticate)
        error = refused("3025", client.authenticate)
        equal(error.answer["InfoDtls"][0]["InfCd"], "SANDBOX")
        refused("3025", wrong.authenticate)  # does not tell right from wrong any more
        ewb = client_for(sandbox.directory, GOOD_USER, kind=EwbClient)
        refused("113", ewb.authenticate)  # one user, one lock
        client.gstin_details()  # the live session goes on
        other.authenticate()
        sandbox.admin("/accounts/update", {"username": GOOD_USER, "state": "active"})
        client.authenticate()
        sandbox.admin("/limits", {"lockout": 1})
        refused("1019", wrong.authenticate)
        refused("3025", client.authenticate)
        sandbox.admin("/limits", {"lockout": 0})
        client.authenticate()
        equal(sandbox.admin_refusal("/limits", body={"lockout": -1}), 400)


@check
def authentication_for_every_transaction_is_punished(world):
    with world.start("block", "--block-after", "3") as sandbox:
        client = client_for(sandbox.directory, GOOD_USER)
        for _ in range(3):
            client.authenticate()
        client.gstin_details()
        sandbox.admin("/clock/advance", {"seconds": 15 * 60})
        for _ in range(3):  # another window
            client.authenticate()
        error = refused("3025", client.authenticate)
        assert "--block-after" in error.answer["InfoDtls"][0]["Desc"]
        refused("1005", client.gstin_details)  # its session is gone, too
        sandbox.admin("/clock/advance", {"seconds": 15 * 60})
        refused("3025", client.authenticate)  # blocked is blocked
        client_for(sandbox.directory, "API_pushpak_mum").authenticate()
        sandbox.admin("/accounts/update", {"username": GOOD_USER, "state": "active"})
        client.authenticate()
        client.gstin_details()


# --- counters and the second port -----------------------------------------------------------------------------

@check
def counters_by_user_flavour_and_path(world):
    client = world.client()
    first = client.authenticate()
    world.client(kind=LegacyClient).authenticate()
    world.client("API_pushpak_mum", kind=EwbClient).authenticate()
    refused("1019", world.client(password="Wrong@1").authenticate)
    nobody = world.client()
    nobody.user_name = "nobody"
    refused("1017", nobody.authenticate)
    client.gstin_details()
    client.gstin_details("27AAACP0027A1Z8")
    counters = world.sandbox.counters()
    equal(counters["auth_by_user"], {GOOD_USER: 3, "API_pushpak_mum": 1})
    equal(counters["auth_by_flavour"], {"nic-1.04": 3, "nic-1.03": 1, "ewb-1.03": 1})
    equal(counters["auth_successes_by_flavour"], {"nic-1.04": 1, "nic-1.03": 1, "ewb-1.03": 1})
    equal(counters["by_path"], {"POST /eivital/v1.04/auth": 3, "POST /eivital/v1.03/auth": 1,
                                "POST /ewaybillapi/v1.03/auth": 1, "GET /eivital/v1.04/Master/gstin/{gstin}": 2})
    equal((counters["forced_renewals"], counters["concurrent_maximum"]), (0, 1))
    world.sandbox.admin("/clock/advance", {"seconds": 52 * 60})
    assert client.authenticate(force=True).token != first.token
    equal(world.sandbox.counters()["forced_renewals"], 1)
    world.sandbox.admin("/tokens/revoke")
    client.authenticate(force=True)  # nothing to renew
    equal(world.sandbox.counters()["forced_renewals"], 1)


@check
def second_port_has_an_expired_certificate(world):
    assert "expired_url" not in world.sandbox.info
    with world.start("second-port", "--expired-port", "0") as sandbox:
        client_for(sandbox.directory, GOOD_USER).authenticate()
        client = client_for(sandbox.directory, GOOD_USER, base_url=sandbox.info["expired_url"])
        try:
            client.authenticate()
            raise AssertionError("the client accepted it")
        except ssl.SSLCertVerificationError as error:
            assert "expired" in str(error), error
        client.tls.check_hostname, client.tls.verify_mode = False, ssl.CERT_NONE
        client.authenticate()  # the same server behind it
        equal(sandbox.counters()["auth_successes"], 2)
