"""Checks of run_interop.py: the account side, from registering a GSTIN to calling the IRP with the new API user."""
import datetime
import json
import re

from account_client import ACCOUNT_PATH, AccountClient
from interop_world import GOOD_USER, IST, check, equal, refused
from irp_client import client_for

GOOD_GSTIN = "29AAACP0029A1Z2"
FREE_GSTIN = "36AAACP0029A1Z7"  # neither an account nor an API user


def api_client(sandbox, gstin, user_name, password):
    client = client_for(sandbox.directory, GOOD_USER, gstin=gstin, password=password)
    client.user_name = user_name  # one that accounts.json does not know
    return client


@check
def account_from_nothing_to_the_first_call(world):
    with world.start("account-new") as sandbox:
        portal = AccountClient(sandbox)
        who = portal.post("eligibility", gstin=FREE_GSTIN)
        equal((who["legal_name"], who["state_code"], who["registered"]),
              ("Pushpak Traders Private Limited", "36", False))
        assert "Hyderabad" in who["address"], who
        sent = portal.post("register", gstin=FREE_GSTIN, email="hyderabad@pushpak.example", phone="9848054326")
        equal(sent["sent_to"], ["h•••@pushpak.example", "••••••4326"])
        equal((sent["expires_in"], sent["resend_in"]), (600, 60))
        otp = portal.code(sent["otp_id"])
        equal(sandbox.process.stdout.readline(), f"one-time code for {FREE_GSTIN} (register): {otp}\n")
        portal.post("register/verify", otp_id=sent["otp_id"], otp=otp)
        made = portal.post("register/password", otp_id=sent["otp_id"], password="Charminar#36")
        equal(made["gstin"], FREE_GSTIN)
        equal(portal.post("eligibility", gstin=FREE_GSTIN)["registered"], True)

        portal.session = made["session"]
        refused("3068", portal.credentials)
        otp_id = portal.verified("create_user")
        user_name, password = "API_pushpak_hyd", "Sample@36hyd"
        equal(portal.post("api-credentials", otp_id=otp_id, username=user_name, password=password),
              {"username": user_name})
        shown = portal.credentials()
        equal((shown["username"], shown["masked_password"]), (user_name, "Sa••••••••yd"))
        age = datetime.datetime.now(IST) - datetime.datetime.fromisoformat(shown["changed_on"]).replace(tzinfo=IST)
        assert abs(age.total_seconds()) < 60, shown

        client = api_client(sandbox, FREE_GSTIN, user_name, password)
        client.authenticate()
        equal(client.gstin_details()["Gstin"], FREE_GSTIN)
        other = sandbox.accounts["clients"][1]
        client.client_id, client.client_secret = other["client_id"], other["client_secret"]
        client.authenticate()


@check
def account_changes_the_password(world):
    with world.start("account-change") as sandbox:
        portal, client = AccountClient(sandbox), client_for(sandbox.directory, GOOD_USER)
        client.authenticate()
        portal.sign_in_as_in_accounts(GOOD_GSTIN)
        equal(portal.credentials()["username"], GOOD_USER)
        otp_id = portal.verified("change_password")
        refused("3023", portal.post, "api-credentials/password", otp_id=otp_id, new=client.password)
        refused("3003", portal.post, "api-credentials/password", otp_id=otp_id, new="mandara29")
        portal.post("api-credentials/password", otp_id=otp_id, new="Mandara@29")
        refused("SBX-OTP-NEEDED", portal.post, "api-credentials/password", otp_id=otp_id, new="Mandara@30")
        refused("1019", client.authenticate)
        client.gstin_details()  # the live token keeps working
        client.password = "Mandara@29"
        client.authenticate()

        sandbox.admin("/limits", {"tokens_die_on_change": True})
        sandbox.admin("/clock/advance", {"seconds": 60})
        portal.post("api-credentials/password", otp_id=portal.verified("change_password"), new="Mandara@30")
        refused("1005", client.gstin_details)
        counters = sandbox.counters()
        equal((counters["password_changes"], counters["api_users_created"]), (2, 0))
        equal(counters["by_path"][f"POST {ACCOUNT_PATH}api-credentials/password"], 5)
        for secret in ("Mandara@29", "Mandara@30", portal.session):
            assert secret not in json.dumps(counters)


@check
def account_codes_of_every_kind(world):
    with world.start("account-codes") as sandbox:
        portal = AccountClient(sandbox)
        portal.sign_in_as_in_accounts(GOOD_GSTIN)
        otp_id = portal.post("otp", purpose="change_password")["otp_id"]
        code = portal.code(otp_id)
        assert re.fullmatch(r"\d{6}", code), code
        wrong = f"{(int(code) + 1) % 10 ** 6:06}"
        early = refused("SBX-OTP-WAIT", portal.post, "otp", purpose="change_password")
        assert 0 < early.answer["retry_in"] <= 60, early.answer
        for left in (4, 3, 2, 1):
            equal(refused("SBX-OTP-WRONG", portal.post, "otp/verify", otp_id=otp_id, otp=wrong).answer["tries_left"],
                  left)
        refused("SBX-OTP-TRIES", portal.post, "otp/verify", otp_id=otp_id, otp=wrong)
        refused("SBX-OTP-TRIES", portal.post, "otp/verify", otp_id=otp_id, otp=code)
        sandbox.admin("/clock/advance", {"seconds": 60})
        second = portal.post("otp", purpose="change_password")["otp_id"]
        refused("SBX-OTP-UNKNOWN", portal.post, "otp/verify", otp_id=otp_id, otp=code)
        listed = sandbox.admin("/one-time-codes", method="GET")["codes"]
        equal([(one["gstin"], one["purpose"], one["otp_id"]) for one in listed],
              [(GOOD_GSTIN, "change_password", second)])
        code = portal.code(second)
        sandbox.admin("/clock/advance", {"seconds": 600})
        refused("SBX-OTP-EXPIRED", portal.post, "otp/verify", otp_id=second, otp=code)
        equal(sandbox.admin("/one-time-codes", method="GET"), {"codes": []})
        sandbox.admin("/clock/advance", {"seconds": 15 * 60})
        refused("SBX-SESSION", portal.credentials)
        portal.sign_in_as_in_accounts(GOOD_GSTIN)
        portal.post("logout")
        refused("SBX-SESSION", portal.credentials)


@check
def account_states_and_lock_out(world):
    with world.start("account-states") as sandbox:
        portal = AccountClient(sandbox)

        def sign_in(password="Pushpak@Portal1"):
            return portal.sign_in(GOOD_GSTIN, password)

        for left in (4, 3, 2, 1):
            equal(refused("3002", sign_in, "wrong").answer["tries_left"], left)
        equal(refused("3025", sign_in, "wrong").answer["retry_in"], 900)
        refused("3025", sign_in)
        sandbox.admin("/clock/advance", {"seconds": 900})
        sign_in()
        for state, code in (("inactive", "3036"), ("locked", "3025"), ("active", None), ("none", "3070")):
            sandbox.admin("/accounts/portal", {"gstin": GOOD_GSTIN, "account_state": state})
            if code:
                refused(code, sign_in)
            else:
                sign_in()
        equal(sandbox.admin_refusal("/accounts/portal", body={"gstin": GOOD_GSTIN, "account_state": "active"}), 404)
        equal(sandbox.admin_refusal("/accounts/portal", body={"gstin": GOOD_GSTIN, "account_state": "odd"}), 400)
        equal(sandbox.admin_refusal("/accounts/portal", body={"gstin": "29ABCDE1234F1ZW", "password": "x"}), 404)
        equal(sandbox.admin_refusal("/accounts/portal", body={"gstin": GOOD_GSTIN, "password": ""}), 400)
        equal(sandbox.admin_refusal("/limits", body={"tokens_die_on_change": "yes"}), 400)
        sandbox.admin("/accounts/portal", {"gstin": GOOD_GSTIN, "password": "Another@1"})
        sign_in("Another@1")
        refused("3036", portal.sign_in_as_in_accounts, "07AAACP0029A1Z8")
        for gstin, code in (("06AAACP0029A1ZA", "3029"), ("19AAACP0029A1Z3", "3046"), ("29ABCDE1234F1ZW", "3028"),
                            ("29", "3009")):
            refused(code, portal.post, "eligibility", gstin=gstin)


@check
def account_side_is_in_the_profiles_of_the_irp(world):
    folder = world.sandbox.directory
    profiles = [folder / "provider-profile.json", *sorted((folder / "provider-profiles").glob("*.json"))]
    told = {}
    for file in profiles:
        profile = json.loads(file.read_text())
        told[profile["id"]] = [profile.get(name) for name in
                               ("account_api", "password_rules", "password_reminder_days")]
    rules = {"least": 8, "most": 15, "upper": True, "lower": True, "digit": True, "specials": "%$#@_!*"}
    equal(told, {"local-sandbox": ["sandbox", rules, 90], "local-sandbox-103": ["sandbox", rules, 90],
                 "local-ewaybill": [None] * 3, "local-gateway": [None] * 3})


@check
def account_faults(world):
    portal = AccountClient(world.sandbox)
    path = ACCOUNT_PATH + "eligibility"
    world.sandbox.fault("http_503_html", where="account", path=path, retry_after="seconds", seconds=4)
    world.client().authenticate()  # not concerned
    answer = portal.exchange("POST", "eligibility", {"gstin": FREE_GSTIN})
    equal((answer.status, answer.headers["Retry-After"]), (503, "4"))
    for kind in ("reset_before", "reset_after"):
        world.sandbox.fault(kind, where="account")
        try:
            portal.post("eligibility", gstin=FREE_GSTIN)
            raise AssertionError("expected a reset")
        except ConnectionResetError:
            pass
    world.sandbox.fault("truncated_json", where="account")
    try:
        portal.post("eligibility", gstin=FREE_GSTIN)
        raise AssertionError("expected broken JSON")
    except json.JSONDecodeError:
        pass
    world.sandbox.fault("error", where="account", code="3043")
    refused("3043", portal.post, "eligibility", gstin=FREE_GSTIN)
    equal(portal.post("eligibility", gstin=FREE_GSTIN)["gstin"], FREE_GSTIN)
    equal(portal.exchange("GET", "eligibility").status, 405)
    equal(portal.exchange("GET", "nothing").status, 404)


@check
def account_log_tells_nothing_secret(world):
    with world.start("account-log") as sandbox:
        portal = AccountClient(sandbox)
        portal.sign_in_as_in_accounts(GOOD_GSTIN)
        otp_id = portal.post("otp", purpose="change_password")["otp_id"]
        code = portal.code(otp_id)
        portal.post("otp/verify", otp_id=otp_id, otp=code)
        portal.post("api-credentials/password", otp_id=otp_id, new="Mandara@29")
        log = sandbox.log()
        assert f"POST {ACCOUNT_PATH}api-credentials/password 200 OK" in log, log
        for number, secret in enumerate((code, otp_id, portal.session, "Pushpak@Portal1", "Mandara@29", GOOD_GSTIN)):
            assert not re.search(rf"\b{re.escape(secret)}\b", log), f"secret number {number} is in the log"
