"""What an edit would do is told before, and is what it does: what is announced, the mail and the documents."""

from typing import Any

import pytest

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both

OF_DOCUMENTS = ("kind", "original", "replaces", "lines", "shipping", "payment", "totals", "vat_exemption", "reason")
EDIT: dict[str, Any] = {
    "lines": [{"line_no": 1, "quantity": 3, "unit_price": "11.99"}, {"sku": "BOOK", "quantity": 2}],
    "discount": "1.37",
    "notify_customer": True,
}


async def test_documents_and_mail_are_to_the_byte_as_they_were_shown(shop: Services) -> None:
    order = await shop.place()
    path = f"/orders/{order['order_id']}"
    version = {"headers": {"If-Match": f'"{(await shop.get("orders", path))["version"]}"'}}
    shown = (await shop["orders"].post(f"{path}/edit-previews", EDIT, **version)).json()
    told = {"edit": shown["told"]}
    documents = (await shop.post("billing", f"{path}/edit-previews", told))["documents"]
    mail = await shop.post("notifier", "/edit-previews", told)

    assert (await shop["orders"].post(f"{path}/edit", EDIT, **version)).is_success
    announced = (await shop["orders"].announced())[-1]
    assert announced.model_dump(mode="json") == shown["told"]
    await shop.hand_on()
    billed = (await shop.get("billing", path))["documents"][1:]
    issued = [
        await shop.get("billing", f"/{'invoices' if one['kind'] == 'invoice' else 'credit-notes'}/{one['document_id']}")
        for one in sorted(billed, key=lambda one: one["kind"])
    ]
    assert [_figures(one) for one in issued] == [_figures(one) for one in documents]
    assert [one["totals"]["gross"] for one in documents] == ["38.30", "56.30"]
    (message,) = (await shop.get("notifier", "/messages", order_id=order["order_id"], kind="order_changed"))["items"]
    sent = await shop.get("notifier", f"/messages/{message['message_id']}")
    names = ("recipient", "recipient_name", "language", "subject", "text", "html")
    assert {name: sent[name] for name in names} == {name: mail[name] for name in names}
    assert (mail["state"], mail["reason"], sent["state"]) == ("queued", None, "queued")


def _figures(document: dict[str, Any]) -> dict[str, Any]:
    """Without what is told of an invoice beside its content."""
    parts = {name: document[name] for name in OF_DOCUMENTS if name in document}
    lines = [{name: value for name, value in line.items() if name != "creditable"} for line in document["lines"]]
    charges = {
        name: charge and {key: value for key, value in charge.items() if key != "creditable"}
        for name, charge in (("shipping", document["shipping"]), ("payment", document["payment"]))
    }
    return parts | {"lines": lines} | charges


@in_both()
async def test_the_mail_and_the_documents_are_shown_before_the_edit_is_done(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(language=language)
    page = await seat("sales", language)
    await page.goto(f"/orders/{order['order_id']}/edit")
    page.type(page.one("[name='lines/0/quantity']"), "3")
    await page.press(says["Show what this does"])
    mail = page.text("#mail-to-come")
    assert ("zoe@example.org" in mail, order["number"] in mail) == (True, True)
    shown = [one.text for one in page.all(".to-come")][1:]
    assert ["FA-2026-000001" in one for one in shown] == [True, False]
    assert [("50,80" if language == "fr" else "50.80") in one for one in shown] == [False, True]


async def test_the_preview_names_each_mail_as_the_settings_stand(
    shop: Services, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await shop.place()
    page = await (await seat("sales", "en")).goto(f"/orders/{order['order_id']}/edit")
    page.type(page.one("[name='lines/0/quantity']"), "3")
    await page.press("Show what this does")
    assert "An e-mail goes to zoe@example.org: the order was changed" in page.text("#edit-preview")
    assert page.text("#mails-of-documents").startswith("The documents are not e-mailed")
    monkeypatch.setenv("BACKSHOP_BILLING_TOKEN", "secret")
    page.type(page.one("[name=reason]"), "she called")
    await page.press("Show what this does")
    assert page.text("#mails-of-documents") == (
        "An e-mail with the credit note and one with the new invoice go to zoe@example.org"
    )
