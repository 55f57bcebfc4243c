"""Checks of run_interop.py: e-invoices from registration to cancelling, and e-way bills made from them."""
import concurrent.futures
import datetime
import hashlib
import json
import time
import urllib.parse

from cryptography.exceptions import InvalidSignature

from interop_world import IST, check, equal, refused
from irp_client import SYNC_GSTIN_PATH
from other_clients import INVOICE_PATH, IRN_EWB_PATH, InvoiceClient, jwt_claims

BUYER = "27AAACP0027A1Z8"
SERIES = iter(range(1, 1_000_000))


def today(world, days=0):
    now = datetime.datetime.fromisoformat(world.sandbox.counters()["now"].replace("Z", "+00:00"))
    return (now.astimezone(IST) + datetime.timedelta(days=days)).strftime("%d/%m/%Y")


def invoice(world, seller, buyer=BUYER, date=None, number=None):
    return {
        "Version": "1.1",
        "TranDtls": {"TaxSch": "GST", "SupTyp": "B2B", "RegRev": "N"},
        "DocDtls": {"Typ": "INV", "No": number or f"PT/{next(SERIES)}", "Dt": date or today(world)},
        "SellerDtls": {"Gstin": seller, "LglNm": "Pushpak Traders Private Limited", "Addr1": "14 Avenue Road",
                       "Loc": "ಬೆಂಗಳೂರು", "Pin": 560002, "Stcd": seller[:2]},
        "BuyerDtls": {"Gstin": buyer, "LglNm": "Sahyadri Retail Private Limited", "Pos": buyer[:2],
                      "Addr1": "21 Laxmi Road", "Loc": "Pune", "Pin": 411002, "Stcd": buyer[:2]},
        "ItemList": [
            {"SlNo": "1", "PrdDesc": "Copper wire", "IsServc": "N", "HsnCd": "7408", "Qty": 10, "Unit": "KGS",
             "UnitPrice": 500.5, "TotAmt": 5005, "AssAmt": 5005, "GstRt": 18, "IgstAmt": 900.9, "TotItemVal": 5905.9},
            {"SlNo": "2", "PrdDesc": "Delivery", "IsServc": "Y", "HsnCd": "996511", "UnitPrice": 100, "TotAmt": 100,
             "AssAmt": 100, "GstRt": 18, "IgstAmt": 18, "TotItemVal": 118}],
        "ValDtls": {"AssVal": 5105, "IgstVal": 918.9, "TotInvVal": 6023.9},
    }


def logged_in(world, user="API_pushpak_blr"):
    client = world.client(user, kind=InvoiceClient)
    client.authenticate()
    return client


def expected_irn(document):
    day, month, year = (int(part) for part in document["DocDtls"]["Dt"].split("/"))
    first = year if month >= 4 else year - 1
    text = (document["SellerDtls"]["Gstin"] + f"{first}-{(first + 1) % 100:02}" + document["DocDtls"]["Typ"]
            + document["DocDtls"]["No"])
    return hashlib.sha256(text.encode()).hexdigest()


@check
def invoice_is_registered_and_signed(world):
    client = logged_in(world)
    document = invoice(world, client.gstin)
    answer, infos = client.post(INVOICE_PATH, document)
    equal(list(answer), ["AckNo", "AckDt", "Irn", "SignedInvoice", "SignedQRCode", "Status", "EwbNo", "EwbDt",
                         "EwbValidTill", "Remarks"])
    equal((answer["Irn"], answer["Status"], answer["EwbNo"], infos), (expected_irn(document), "ACT", None, None))
    assert isinstance(answer["AckNo"], int) and len(str(answer["AckNo"])) == 15 and str(answer["AckNo"])[0] == "1"
    certificate = world.sandbox.info["signing_certificate_file"]
    claims = jwt_claims(answer["SignedInvoice"], certificate)
    signed = json.loads(claims["data"])
    equal({name: signed[name] for name in document}, document)
    equal((signed["AckNo"], signed["AckDt"], signed["Irn"]), (answer["AckNo"], answer["AckDt"], answer["Irn"]))
    equal(json.loads(jwt_claims(answer["SignedQRCode"], certificate)["data"]),
          {"SellerGstin": client.gstin, "BuyerGstin": BUYER, "DocNo": document["DocDtls"]["No"], "DocTyp": "INV",
           "DocDt": document["DocDtls"]["Dt"], "TotInvVal": 6023.9, "ItemCnt": 2, "MainHsnCode": "7408",
           "Irn": answer["Irn"], "IrnDt": answer["AckDt"]})
    head, _, signature = answer["SignedInvoice"].split(".")
    _, other_claims, _ = answer["SignedQRCode"].split(".")
    try:
        jwt_claims(f"{head}.{other_claims}.{signature}", certificate)
        raise AssertionError("a signature over other claims was accepted")
    except InvalidSignature:
        pass


@check
def invoice_is_found_again(world):
    client = logged_in(world)
    document = invoice(world, client.gstin)
    made, _ = client.post(INVOICE_PATH, document)
    equal(client.get(f"{INVOICE_PATH}/irn/{made['Irn']}"), made)
    query = urllib.parse.urlencode({"doctype": "INV", "docnum": document["DocDtls"]["No"],
                                    "docdate": document["DocDtls"]["Dt"]})
    equal(client.get(f"{INVOICE_PATH}/irnbydocdetails?{query}"), made)
    refused("2148", client.get, f"{INVOICE_PATH}/irn/{'0' * 64}")
    refused("2148", client.get, f"{INVOICE_PATH}/irnbydocdetails?{query.replace('INV', 'CRN')}")
    other_year = query[:query.index("docdate")] + "docdate=01/01/2020"
    refused("2148", client.get, f"{INVOICE_PATH}/irnbydocdetails?{other_year}")
    refused("5002", client.get, f"{INVOICE_PATH}/irnbydocdetails?doctype=INV")
    refused("2148", logged_in(world, "API_pushpak_mum").get, f"{INVOICE_PATH}/irn/{made['Irn']}")
    world.sandbox.admin("/clock/advance", {"seconds": 73 * 3600})
    client.authenticate()
    refused("2283", client.get, f"{INVOICE_PATH}/irn/{made['Irn']}")


@check
def invoice_duplicates_name_the_first(world):
    client = logged_in(world)
    document = invoice(world, client.gstin)
    made, _ = client.post(INVOICE_PATH, document)
    document["ValDtls"]["TotInvVal"] = 1
    error = refused("2150", client.post, INVOICE_PATH, document)
    equal(error.answer["InfoDtls"], [{"InfCd": "DUPIRN", "Desc": {"AckNo": made["AckNo"], "AckDt": made["AckDt"],
                                                                  "Irn": made["Irn"]}}])
    client.post(INVOICE_PATH + "/Cancel", {"Irn": made["Irn"], "CnlRsn": "1", "CnlRem": "Wrong entry"})
    refused("2278", client.post, INVOICE_PATH, document)


@check
def invoice_cancelling(world):
    client = logged_in(world)
    made, _ = client.post(INVOICE_PATH, invoice(world, client.gstin))
    order = {"Irn": made["Irn"], "CnlRsn": "2", "CnlRem": "Data entry mistake"}
    refused("5002", client.post, INVOICE_PATH + "/Cancel", {**order, "CnlRsn": "9"})
    refused("5002", client.post, INVOICE_PATH + "/Cancel", {**order, "CnlRem": ""})
    refused("2148", client.post, INVOICE_PATH + "/Cancel", {**order, "Irn": "0" * 64})
    refused("2148", logged_in(world, "API_pushpak_mum").post, INVOICE_PATH + "/Cancel", order)
    answer, _ = client.post(INVOICE_PATH + "/Cancel", order)
    equal(answer["Irn"], made["Irn"])
    datetime.datetime.strptime(answer["CancelDate"], "%Y-%m-%d %H:%M:%S")
    refused("9999", client.post, INVOICE_PATH + "/Cancel", order)
    equal(client.get(f"{INVOICE_PATH}/irn/{made['Irn']}")["Status"], "CNL")
    late, _ = client.post(INVOICE_PATH, invoice(world, client.gstin))
    world.sandbox.admin("/clock/advance", {"seconds": 24 * 3600 + 60})
    client.authenticate()
    refused("2270", client.post, INVOICE_PATH + "/Cancel", {**order, "Irn": late["Irn"]})


@check
def invoice_refusals(world):
    client = logged_in(world)

    def changed(**parts):
        document = invoice(world, client.gstin)
        for name, part in parts.items():
            document[name] = {**document[name], **part} if isinstance(part, dict) else part
        return document

    def refuse(code, **parts):
        return refused(code, client.post, INVOICE_PATH, changed(**parts))

    refuse("2143", SellerDtls={"Gstin": "27AAACP0029A1Z6"})
    refuse("2163", DocDtls={"Dt": today(world, 1)})
    refuse("2211", BuyerDtls={"Gstin": client.gstin})
    refuse("3028", BuyerDtls={"Gstin": "29ABCDE1234F1ZW"})
    refuse("3029", BuyerDtls={"Gstin": "37AAACP0037A1Z5"})
    refuse("2265", BuyerDtls={"Stcd": "29"})
    for part in ("TranDtls", "DocDtls", "SellerDtls", "BuyerDtls", "ItemList", "ValDtls", "Version"):
        document = changed()
        del document[part]
        error = refused("5002", client.post, INVOICE_PATH, document)
        assert error.answer["ErrorDetails"][0]["ErrorMessage"].startswith(part + ":"), error
    for parts, where in (({"Version": "1.0"}, "Version"), ({"DocDtls": {"Typ": "BIL"}}, "DocDtls.Typ"),
                         ({"DocDtls": {"No": "0123"}}, "DocDtls.No"), ({"DocDtls": {"No": "A" * 17}}, "DocDtls.No"),
                         ({"DocDtls": {"Dt": "2026-11-01"}}, "DocDtls.Dt"),
                         ({"DocDtls": {"Dt": "31/02/2026"}}, "DocDtls.Dt"),
                         ({"SellerDtls": {"Gstin": "x"}}, "SellerDtls.Gstin"),
                         ({"BuyerDtls": {"Pin": 12}}, "BuyerDtls.Pin"),
                         ({"BuyerDtls": {"Gstin": "URP"}}, "BuyerDtls.Gstin"), ({"ItemList": []}, "ItemList"),
                         ({"ItemList": [7]}, "ItemList[0]"), ({"ItemList": [{}]}, "ItemList[0].SlNo"),
                         ({"ValDtls": {"TotInvVal": "1"}}, "ValDtls.TotInvVal"),
                         ({"ValDtls": {"AssVal": -1}}, "ValDtls.AssVal")):
        error = refuse("5002", **parts)
        equal(error.answer["ErrorDetails"][0]["ErrorMessage"].split(": ")[0], where)
    equal(client.exchange("POST", INVOICE_PATH, client.session_headers(), b"{}").json()["ErrorDetails"][0]["ErrorCode"],
          "5003")
    equal(client.exchange("POST", INVOICE_PATH, client.session_headers(),
                          b'{"Data":"AAAA"}').json()["ErrorDetails"][0]["ErrorCode"], "1020")
    export = changed(TranDtls={"SupTyp": "EXPWP"}, BuyerDtls={"Gstin": "URP", "Stcd": "96", "Pos": "96"})
    client.post(INVOICE_PATH, export)


@check
def invoice_to_a_buyer_that_must_be_synced(world):
    client = logged_in(world)
    document = invoice(world, client.gstin, buyer="38AAACP0038A1Z2")
    refused("3028", client.post, INVOICE_PATH, document)
    refused("3028", client.gstin_details, "38AAACP0038A1Z2")
    equal(client.gstin_details("38AAACP0038A1Z2", path=SYNC_GSTIN_PATH)["LegalName"], "Ladakh Apricots Private Limited")
    client.post(INVOICE_PATH, document)


@check
def eway_bill_from_an_invoice(world):
    client = logged_in(world)
    made, _ = client.post(INVOICE_PATH, invoice(world, client.gstin))
    order = {"Irn": made["Irn"], "Distance": 0, "TransMode": "1", "VehNo": "KA01AB1234", "VehType": "R"}
    refused("4005", client.get, f"{IRN_EWB_PATH}/irn/{made['Irn']}")
    refused("2148", client.post, IRN_EWB_PATH, {**order, "Irn": "0" * 64})
    refused("5002", client.post, IRN_EWB_PATH, {**order, "Distance": 4001})
    refused("5002", client.post, IRN_EWB_PATH, {"Irn": made["Irn"], "Distance": 10})
    bill, infos = client.post(IRN_EWB_PATH, order)
    equal(len(str(bill["EwbNo"])), 12)
    equal(infos[0]["InfCd"], "EWBPPD")
    assert "347" in infos[0]["Desc"]
    refused("4002", client.post, IRN_EWB_PATH, order)
    seen = client.get(f"{IRN_EWB_PATH}/irn/{made['Irn']}")
    equal((seen["EwbNo"], seen["Status"], seen["GenGstin"]), (bill["EwbNo"], "ACT", client.gstin))
    equal(client.get(f"{INVOICE_PATH}/irn/{made['Irn']}")["EwbNo"], bill["EwbNo"])
    refused("2230", client.post, INVOICE_PATH + "/Cancel", {"Irn": made["Irn"], "CnlRsn": "1", "CnlRem": "x"})


@check
def many_invoices_are_quick(world):
    """1,000 over three GSTINs at once: none is lost, and each has a number of its own."""
    clients = [logged_in(world, f"API_pushpak_{suffix}") for suffix in ("blr", "mum", "amd")]
    date = today(world)
    begin = time.monotonic()

    def register(number):
        client = clients[number % 3]
        connection = client.connect()
        numbers = []
        for index in range(number, 1000, 12):
            document = invoice(world, client.gstin, buyer="09AAACP0009A1Z8", date=date, number=f"BULK/{index}")
            numbers.append(client.post(INVOICE_PATH, document, connection)[0]["AckNo"])
        connection.close()
        return numbers

    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        numbers = [number for part in pool.map(register, range(12)) for number in part]
    equal((len(numbers), len(set(numbers))), (1000, 1000))
    taken = time.monotonic() - begin
    assert taken < 30, f"{taken:.1f} s"
    counters = world.sandbox.counters()
    equal(counters["by_path"]["POST /eicore/v1.03/Invoice"], 1000)
    assert 2 <= counters["concurrent_maximum"] <= 12, counters["concurrent_maximum"]
