"""What a credit note would give back is told before it is issued, and is what it gives back."""

from typing import Any

from tests.support.orders import placed
from tests.support.service import ShopService


async def invoice_of(billing: ShopService, **what: Any) -> str:
    order = placed(**what)
    await billing.deliver(order)
    (invoice,) = (await billing.http.get(f"/invoices?order_id={order.order_id}")).json()["items"]
    invoice_id: str = invoice["document_id"]
    return invoice_id


async def test_a_preview_tells_what_the_credit_note_then_gives_back_and_issues_nothing(billing: ShopService) -> None:
    invoice_id = await invoice_of(billing, lines={"LAMP": 3}, price="12.50", shipping="5.95")
    path = f"/invoices/{invoice_id}/credit-preview?line=1:2&shipping=true"
    preview = (await billing.http.get(path)).json()
    assert (preview["currency"], preview["totals"]["gross"], preview["creditable"]) == ("EUR", "30.95", "12.50")
    assert await billing.announced_types() == ["InvoiceIssued"]

    body = {"invoice_id": invoice_id, "lines": [{"line_no": 1, "quantity": 2}], "shipping": True}
    note = (await billing.post("/credit-notes", body)).json()
    assert note["totals"] == preview["totals"]


async def test_a_preview_of_an_amount_spreads_it_as_the_credit_note_does(billing: ShopService) -> None:
    invoice_id = await invoice_of(billing, lines={"LAMP": 2}, price="12.50")
    preview = (await billing.http.get(f"/invoices/{invoice_id}/credit-preview?amount=5.00")).json()
    assert preview["totals"] == {
        "net": "4.17",
        "vat": "0.83",
        "gross": "5.00",
        "vat_by_rate": [{"rate": "20", "net": "4.17", "vat": "0.83", "gross": "5.00"}],
    }


async def test_a_preview_of_more_than_is_left_is_refused_as_its_credit_note_is(billing: ShopService) -> None:
    invoice_id = await invoice_of(billing, lines={"LAMP": 2, "VASE": 1})
    preview = await billing.http.get(f"/invoices/{invoice_id}/credit-preview?line=1:1&line=2:4")
    lines = [{"line_no": 1, "quantity": 1}, {"line_no": 2, "quantity": 4}]
    issued = await billing.post("/credit-notes", {"invoice_id": invoice_id, "lines": lines})
    assert (preview.status_code, preview.json()["type"]) == (409, "over-crediting")
    assert preview.json() == issued.json()
    (error,) = preview.json()["errors"]
    assert (error["at"], error["limit"]) == ("body/lines/1/quantity", "1")


async def test_shipping_of_which_nothing_is_left_is_refused_beside_its_field(billing: ShopService) -> None:
    invoice_id = await invoice_of(billing, lines={"LAMP": 1}, shipping="5.95")
    assert (await billing.post("/credit-notes", {"invoice_id": invoice_id, "shipping": True})).status_code == 201
    preview = await billing.http.get(f"/invoices/{invoice_id}/credit-preview?shipping=true")
    assert (preview.status_code, preview.json()["errors"][0]["at"]) == (409, "body/shipping")


async def test_a_preview_of_nothing_and_of_what_is_no_invoice_is_refused(billing: ShopService) -> None:
    invoice_id = await invoice_of(billing, lines={"LAMP": 1})
    nothing = await billing.http.get(f"/invoices/{invoice_id}/credit-preview")
    assert (nothing.status_code, nothing.json()["type"]) == (422, "nothing-chosen")
    assert nothing.json()["detail"].startswith("say what to credit: a line such as line=1:2")
    rate = await billing.http.get(f"/invoices/{invoice_id}/credit-preview?vat_rate=20")
    assert (rate.status_code, rate.json()["type"]) == (422, "nothing-chosen")
    unreadable = await billing.http.get(f"/invoices/{invoice_id}/credit-preview?line=one")
    assert (unreadable.status_code, unreadable.json()["type"]) == (422, "invalid-request")
    unknown = await billing.http.get("/invoices/01890000-0000-7000-8000-000000000000/credit-preview?amount=1")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "document-not-found")


async def test_an_amount_of_a_line_and_part_of_the_shipping_are_given_back_as_the_preview_says(
    billing: ShopService,
) -> None:
    invoice_id = await invoice_of(billing, lines={"LAMP": 2, "VASE": 1}, price="12.50", shipping="5.95")
    path = f"/invoices/{invoice_id}/credit-preview?line=2=3.10&shipping_amount=2"
    preview = (await billing.http.get(path)).json()
    assert (preview["totals"]["gross"], preview["creditable"]) == ("5.10", "38.35")
    asked: dict[str, Any] = {"invoice_id": invoice_id, "shipping_amount": "2"}
    body = asked | {"lines": [{"line_no": 2, "amount": "3.10"}]}
    note = (await billing.post("/credit-notes", body)).json()
    assert note["totals"] == preview["totals"]
    assert [(line["line_no"], line["quantity"], line["payable"]) for line in note["lines"]] == [(2, 0, "3.10")]
    assert note["shipping"]["payable"] == "2.00"
    rest = [{"line_no": 1, "quantity": 2}, {"line_no": 2, "quantity": 1}]
    last = (await billing.post("/credit-notes", {"invoice_id": invoice_id, "lines": rest, "shipping": True})).json()
    assert (last["totals"]["gross"], last["credited_in_full"]) == ("38.35", True)


async def test_a_preview_says_how_each_figure_comes_about_and_what_is_left(billing: ShopService) -> None:
    invoice_id = await invoice_of(billing, lines={"LAMP": 3}, price="3.33", shipping="5.95")
    first = {"invoice_id": invoice_id, "lines": [{"line_no": 1, "quantity": 1}]}
    assert (await billing.post("/credit-notes", first)).status_code == 201
    path = f"/invoices/{invoice_id}/credit-preview?line=1:1&payment_costs=false&shipping_amount=0.95"
    preview = (await billing.http.get(path)).json()
    assert [
        (part["kind"], part["sku"], part["rule"], part["credited_amount"], part["amount"], part["left_amount"])
        for part in preview["parts"]
    ] == [
        ("line", "LAMP", "units", "3.33", "3.33", "3.33"),
        ("shipping", None, "as_asked", "0.00", "0.95", "5.00"),
    ]
    (rate,) = preview["rates"]
    assert (rate["rate"], rate["rule"]) == ("20", "in_proportion")
    assert [rate[when]["vat"] for when in ("invoiced", "credited_before", "credited", "left")] == [
        "2.66",
        "0.56",
        "0.71",
        "1.39",
    ]
    rest = (await billing.http.get(f"/invoices/{invoice_id}/credit-preview?amount=12.61&vat_rate=20")).json()
    assert [part["rule"] for part in rest["parts"]] == ["rest", "rest"]
    assert (rest["rates"][0]["rule"], rest["creditable"]) == ("rest", "0.00")


async def test_an_amount_of_a_line_is_no_more_than_is_left_and_no_part_of_a_cent(billing: ShopService) -> None:
    invoice_id = await invoice_of(billing, lines={"LAMP": 2}, price="12.50", shipping="5.95")
    for body, place, detail in (
        (
            {"lines": [{"line_no": 1, "amount": "25.01"}]},
            "lines/0/amount",
            "25.00 EUR of line 1 (LAMP) of invoice FA-2026-000001 are left to credit; 25.01 were asked for",
        ),
        (
            {"lines": [{"line_no": 1, "amount": "0.001"}]},
            "lines/0/amount",
            "the amount 0.001 to credit of line 1 (LAMP) is not a positive amount in steps of 0.01",
        ),
        (
            {"shipping_amount": "6"},
            "shipping_amount",
            "5.95 EUR of the shipping of invoice FA-2026-000001 are left to credit; 6.00 were asked for",
        ),
    ):
        refused = (await billing.post("/credit-notes", {"invoice_id": invoice_id, **body})).json()
        assert (refused["detail"], refused["errors"][0]["at"]) == (detail, f"body/{place}")
    for body in (
        {"lines": [{"line_no": 1}]},
        {"lines": [{"line_no": 1, "quantity": 1, "amount": "1"}]},
        {"shipping": True, "shipping_amount": "1"},
    ):
        refused = (await billing.post("/credit-notes", {"invoice_id": invoice_id, **body})).json()
        assert refused["type"] == "invalid-request"
