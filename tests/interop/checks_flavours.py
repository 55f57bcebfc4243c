"""Checks of run_interop.py: authentication v1.03, the e-way bill system, and the gateway."""
import base64
import json
import os
import stat

from interop_world import check, code_of, equal, refused
from irp_client import AUTH_PATH, IrpError, aes_decrypt, strict_base64
from other_clients import EWB_AUTH_PATH, EWB_GSTIN_PATH, EWB_PATH, EwbClient, GatewayClient, LegacyClient, open_ewb


# --- v1.03 ----------------------------------------------------------------------------------------------------

@check
def v103_authentication_and_call(world):
    client = world.client(kind=LegacyClient)
    session = client.authenticate()
    equal(list(session.data), ["ClientId", "UserName", "AuthToken", "Sek", "TokenExpiry"])
    equal(client.gstin_details()["Gstin"], client.gstin)
    equal(client.authenticate().token, session.token)
    without_gstin = [header for header in client.client_headers() if header[0] != "Gstin"]
    equal(client.authenticate(headers=without_gstin).token, session.token)
    # The two versions are two doors to one session.
    equal(world.client().authenticate().token, session.token)


@check
def v103_refusals(world):
    client = world.client(kind=LegacyClient)
    for body in (b"", b"[]", b"{}", b'{"data":null}', b'{"data":"x"}', b'{"Data":{"UserName":"x"}}'):
        equal(code_of(client.exchange("POST", "/eivital/v1.03/auth", client.client_headers(), body)), "5003")
    refused("1011", client.authenticate, headers=[])
    refused("1006", client.authenticate, UserName=" ")
    for wrong in ("", "%%%", "AAAA", base64.b64encode(os.urandom(256)).decode(), client.encrypt(b"\x00\xff\x01"), 7):
        refused("1013", client.authenticate, Password=wrong)
    for wrong in ("", "AAAA", client.encrypt(os.urandom(16)), client.encrypt(base64.b64encode(os.urandom(32)))):
        refused("1016", client.authenticate, AppKey=wrong)
    refused("1007", client.authenticate, force="false")
    refused("1017", client.authenticate, UserName="nobody")
    refused("1019", client.authenticate, Password=client.encrypt(b"Wrong@1"))
    # The base64 of the password instead of its bytes: v1.04's habit, wrong here
    refused("1019", client.authenticate, Password=client.encrypt(base64.b64encode(client.password.encode())))
    refused("1014", world.client("API_inactive", kind=LegacyClient).authenticate)
    refused("1015", world.client(kind=LegacyClient, gstin="27AAACP0029A1Z6").authenticate)


# --- the e-way bill system ------------------------------------------------------------------------------------

@check
def ewb_authentication_and_look_up(world):
    client = world.client(kind=EwbClient)
    session = client.authenticate()
    equal((session.data["status"], session.data["Alert"], session.data["Message"]), ("1", None, None))
    assert not any("xpir" in name for name in session.data)
    details = client.get(EWB_GSTIN_PATH + client.gstin)
    equal((details["gstin"], details["stateCode"], details["status"]), (client.gstin, "29", "ACT"))
    # Its sessions are not the IRP's.
    world.client().authenticate()
    irp = world.client()
    irp.session = session
    refused("1005", irp.gstin_details)


@check
def ewb_app_key_is_decoded_whatever_comes_out(world):
    """Section 5.2's trap: 32 characters sent as the key decode to 24 bytes, so the answer is AES-192."""
    client = world.client(kind=EwbClient)
    trap = "066735162ae0683016bbdfd800306c12"
    equal(len(strict_base64(trap)), 24)
    session = client.authenticate(app_key=trap)
    equal(len(session.key), 32)
    equal(client.get(EWB_GSTIN_PATH + client.gstin)["gstin"], client.gstin)
    try:
        taken_literally = aes_decrypt(trap.encode(), strict_base64(session.data["sek"]))
    except ValueError:
        taken_literally = None  # the padding shows that it was the wrong key
    assert taken_literally != session.key
    refused("109", client.authenticate, app_key=base64.b64encode(bytes(20)).decode())
    refused("109", client.authenticate, app_key="%%%")


@check
def ewb_refusals(world):
    client = world.client(kind=EwbClient)

    def code(body, headers=None):
        answer = client.exchange("POST", EWB_AUTH_PATH, client.client_headers() if headers is None else headers, body)
        try:
            open_ewb(answer)
        except IrpError as error:
            equal(error.answer["info"], None)
            return error.code
        raise AssertionError("it succeeded")

    key = base64.b64encode(bytes(32)).decode()
    equal(code(b"not json"), "100")
    for body in (b"{}", b'{"Data":""}', b'{"data":"AAAA"}'):
        equal(code(body), "115")
    equal(code(b'{"Data":"AAAA"}'), "109")
    client_id, secret, gstin = client.client_headers()
    good = client.auth_body(key)
    for headers, expected in (([secret, gstin], "103"), ([client_id, gstin], "104"), ([client_id, secret], "393"),
                              ([client_id, secret, gstin, gstin], "393"),
                              ([client_id, ("client-secret", "x"), gstin], "110")):
        equal(code(good, headers), expected)
    equal(code(client.auth_body(key, action="OTHER")), "107")
    equal(code(client.auth_body(key, username=" ")), "101")
    equal(code(client.auth_body(key, password="")), "102")
    equal(code(client.auth_body(key, username="nobody")), "108")
    equal(code(client.auth_body(key, password="Wrong@1")), "108")
    equal(code(world.client("API_other_gsp", kind=EwbClient).auth_body(key)), "111")
    equal(code(world.client("API_inactive", kind=EwbClient).auth_body(key)), "113")
    client.authenticate()
    equal(refused("105", client.get, EWB_GSTIN_PATH, headers=client.client_headers()).answer["info"], None)
    refused("238", client.get, EWB_GSTIN_PATH, headers=client.client_headers() + [("authtoken", "x" * 25)])
    refused("325", client.get, EWB_GSTIN_PATH + "29ABCDE1234F1ZW")
    world.sandbox.admin("/tokens/revoke")
    refused("238", client.get, EWB_GSTIN_PATH + client.gstin)


@check
def ewb_token_renews_in_its_last_ten_minutes(world):
    client = world.client(kind=EwbClient)
    first = client.authenticate()
    equal(client.authenticate().token, first.token)
    world.sandbox.admin("/clock/advance", {"seconds": 52 * 60})
    assert client.authenticate().token != first.token
    client.session = first
    refused("238", client.get, EWB_GSTIN_PATH + client.gstin)


def eway_document(client, number):
    return {"supplyType": "O", "subSupplyType": "1", "docType": "INV", "docNo": number, "docDate": "15/11/2026",
            "fromGstin": client.gstin, "toGstin": "27AAACP0027A1Z8", "transDistance": "450", "vehicleNo": "KA01AB1234",
            "itemList": [{"productName": "Copper wire", "hsnCode": 7408, "quantity": 10, "taxableAmount": 5000}]}


@check
def ewb_bills_live_and_die(world):
    client = world.client(kind=EwbClient)
    client.authenticate()
    made = client.act("GENEWAYBILL", eway_document(client, "EWB/1"))
    equal(len(made["ewayBillNo"]), 12)
    equal(made["validUpto"][10:], " 11:59:00 PM")
    path = f"{EWB_PATH}/GetEwayBill?ewbNo={made['ewayBillNo']}"
    seen = client.get(path)
    equal((str(seen["ewbNo"]), seen["docNo"], seen["status"]), (made["ewayBillNo"], "EWB/1", "ACT"))
    order = {"ewbNo": int(made["ewayBillNo"]), "cancelRsnCode": 2, "cancelRmrk": "Cancelled the order"}
    equal(client.act("CANEWB", order)["ewayBillNo"], made["ewayBillNo"])
    equal(client.get(path)["status"], "CNL")
    refused("312", client.act, "CANEWB", order)
    refused("312", client.act, "CANEWB", {"ewbNo": 1})
    refused("325", client.get, EWB_PATH + "/GetEwayBill?ewbNo=1")
    refused("100", client.act, "DANCE", {})
    refused("100", client.act, "GENEWAYBILL", {"docNo": "x"})
    late = client.act("GENEWAYBILL", eway_document(client, "EWB/2"))
    mumbai = world.client("API_pushpak_mum", kind=EwbClient)
    mumbai.authenticate()
    refused("312", mumbai.act, "CANEWB", {"ewbNo": late["ewayBillNo"]})
    refused("325", mumbai.get, f"{EWB_PATH}/GetEwayBill?ewbNo={late['ewayBillNo']}")
    world.sandbox.admin("/clock/advance", {"seconds": 24 * 3600 + 60})
    client.authenticate()
    refused("315", client.act, "CANEWB", {"ewbNo": late["ewayBillNo"]})


# --- the gateway ----------------------------------------------------------------------------------------------

def gateway_client(world, **changes):
    client = world.client(kind=GatewayClient, **changes)
    client.gateway_token = json.loads((world.sandbox.directory / "sandbox.json").read_text())["gateway_token"]
    return client


@check
def gateway_passes_through(world):
    client = gateway_client(world)
    equal(client.authenticate().data["ClientId"], world.client().client_id)
    equal(client.gstin_details()["Gstin"], client.gstin)
    by_path = world.sandbox.counters()["by_path"]
    equal(by_path["POST /einv-gsp/vital/v1.04/auth"], 1)
    equal(by_path["GET /einv-gsp/vital/v1.04/Master/gstin/{gstin}"], 1)
    # A client's own client headers do not get through.
    wrong = client.session_headers() + [("client_id", "x"), ("client_secret", "y")]
    equal(client.gstin_details(headers=wrong)["Gstin"], client.gstin)
    # The e-way bill system itself is not behind it.
    equal(client.exchange("POST", "/einv-gsp/ewaybillapi/v1.03/auth", client.client_headers(), b"{}").status, 404)


@check
def gateway_wants_its_token(world):
    client = gateway_client(world)
    good = client.gateway_token
    for wrong in ("", "x", good[:-1], good + "x"):
        client.gateway_token = wrong
        answer = client.exchange("POST", AUTH_PATH, client.client_headers(), b"{}")
        equal((answer.status, list(answer.json())), (401, ["Message"]))
    client.gateway_token = good
    client.authenticate()
    world.sandbox.admin("/gateway/revoke")
    equal(client.exchange("GET", AUTH_PATH.replace("auth", "Master/gstin/") + client.gstin,
                          client.session_headers()).status, 401)
    renewed = world.sandbox.admin("/gateway/renew")["gateway_token"]
    assert renewed != good
    equal(gateway_client(world).gateway_token, renewed)
    profile = json.loads((world.sandbox.directory / "provider-profiles" / "local-gateway.json").read_text())
    equal(profile["environments"]["sandbox"]["header_values"], {"X-CT-Auth-Token": renewed})
    client.gateway_token = renewed
    client.gstin_details()  # the IRP's session outlives the gateway's token
    equal(world.sandbox.counters()["outcomes"]["gateway-token"], 5)


@check
def profiles_name_the_ways_in(world):
    folder = world.sandbox.directory / "provider-profiles"
    equal(str(folder), world.sandbox.info["provider_profiles_folder"])
    equal(stat.S_IMODE(folder.stat().st_mode), 0o700)
    profiles = {}
    for file in folder.iterdir():
        equal(stat.S_IMODE(file.stat().st_mode), 0o600)
        profiles[file.stem] = json.loads(file.read_text())
    equal({name: (profile["id"], profile["crypto"]) for name, profile in profiles.items()},
          {"local-sandbox-103": ("local-sandbox-103", "nic-1.03"), "local-ewaybill": ("local-ewaybill", "ewb-1.03"),
           "local-gateway": ("local-gateway", "nic-1.04")})
    for profile in profiles.values():
        equal(profile["environments"]["sandbox"]["base_url"], world.sandbox.info["base_url"])
    equal(profiles["local-ewaybill"]["headers"]["auth_token"], "authtoken")
    gateway = profiles["local-gateway"]
    equal(gateway["environments"]["sandbox"]["needs_client"], False)
    assert "client_secret" not in gateway["environments"]["sandbox"]
    equal(gateway["paths"]["rewrite"], {"/eivital/": "/einv-gsp/vital/", "/eicore/": "/einv-gsp/core/",
                                        "/eiewb/": "/einv-gsp/ewb/"})
    equal(gateway["extra_headers"], {"X-CT-Auth-Token": {"label": "Gateway token", "secret": True}})
