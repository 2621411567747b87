"""The customer asks for a return behind the link of the order, sees what became of it, and says that it is sent."""

from typing import Any

import pytest

from services.backoffice.pages.own_order import return_page
from services.backoffice.web.pace import Pace
from tests.backoffice.conftest import Seat
from tests.backoffice.elements import parse
from tests.backoffice.office import Office
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.backoffice.test_own_order_flows import link_to, shipped
from tests.support.languages import Says, in_both


async def policy(shop: Services, **changes: Any) -> None:
    (section,) = (await shop.get("returns", "/settings"))["sections"]
    version = {"If-Match": f'"{section["version"]}"'}
    saved = await shop["returns"].http.put("/settings/returns", json=section["values"] | changes, headers=version)
    assert saved.is_success, saved.text


async def asking(customer: Page, order: dict[str, Any]) -> Page:
    await customer.goto(link_to(order))
    return await customer.follow("Ask for a return or an exchange")


def fields_of(customer: Page) -> dict[str, str]:
    return {one.attributes["name"]: one.value for one in customer.all("#ask input, #ask select, #ask textarea")}


async def returns_of(shop: Services, order: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await shop.get("returns", f"/orders/{order['order_id']}"))["returns"]
    return found


@in_both()
async def test_a_customer_asks_staff_approve_and_the_customer_says_that_it_is_sent(
    shop: Services, customer: Page, seat: Seat, language: str, says: Says
) -> None:
    order = await shipped(shop, language=language)
    fr = language == "fr"
    await customer.goto(link_to(order))
    await customer.follow("Demander un retour ou un échange" if fr else "Ask for a return or an exchange")
    customer.type(customer.one("[name='lines/1/quantity']"), "1")
    customer.type(customer.one("[name='lines/1/reason']"), "wrong_size")
    customer.type(customer.one("[name='lines/1/resolution']"), "exchange")
    await customer.press("Envoyer la demande" if fr else "Send the request")
    assert customer.alert == ("Dites ce que vous souhaitez à la place." if fr else "Say what you want instead.")
    assert customer.one("[name='lines/1/quantity']").value == "1"
    customer.type(customer.one("[name=comment]"), "La grande, s’il vous plaît")
    await customer.press("Envoyer la demande" if fr else "Send the request")
    assert ("Merci" if fr else "Thank you") in customer.text("#done")
    told = customer.text("#RE-000001")
    assert ("Nous examinons votre demande" if fr else "We are looking at your request") in told
    (one,) = await returns_of(shop, order)
    assert (one["origin"], one["opened_by"], one["comment"]) == ("customer", "customer", "La grande, s’il vous plaît")
    assert [(line["reason"], line["resolution"]) for line in one["lines"]] == [("wrong_size", "exchange")]

    await shop.post("returns", f"/returns/{one['return_id']}/approve")
    await customer.reload()
    assert ("Vous pouvez nous renvoyer" if fr else "Please send the goods back") in customer.text("#RE-000001")
    assert "1 quai de la Fosse" in customer.text(".own-send-to")
    customer.fill("Numéro de suivi (facultatif)" if fr else "Tracking number (optional)", "6A98765432109")
    await customer.press("Le colis est en route" if fr else "It is on its way")
    assert "6A98765432109" in customer.text("#RE-000001")
    (one,) = await returns_of(shop, order)
    assert (one["state"], one["tracking_number"]) == ("in_transit", "6A98765432109")


async def test_what_is_within_the_policy_is_approved_at_once_and_may_be_taken_back(
    shop: Services, customer: Page
) -> None:
    await policy(shop, approval="automatic", reasons=[], resolutions=["refund"])
    order = await shipped(shop, language="en")
    await asking(customer, order)
    customer.type(customer.one("[name='lines/1/quantity']"), "2")
    await customer.press("Send the request")
    assert "Please send the goods back to us. It has to be here by" in customer.text("#RE-000001")
    assert "All of it is in a return." in customer.text("#returns")
    await customer.press("Cancel request RE-000001")
    assert customer.text("#done") == "Your request is cancelled."
    assert [one["state"] for one in await returns_of(shop, order)] == ["cancelled"]


async def test_the_customer_reads_why_a_request_is_declined_and_what_is_paid_back(
    shop: Services, customer: Page
) -> None:
    order = await shipped(shop, language="en")
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    path = f"/orders/{order['order_id']}/returns"
    no = await shop.post("returns", path, {"lines": [{"line_no": 2, "quantity": 1}], "approve": False})
    await shop.post("returns", f"/returns/{no['return_id']}/decline", {"reason": "It was worn"})
    yes = await shop.post("returns", path, {"lines": [{"line_no": 1, "quantity": 1}], "remark": "rude"})
    came = {"lines": [{"line_no": 1, "quantity": 1, "disposition": "restock"}]}
    await shop.post("returns", f"/returns/{yes['return_id']}/receive", came)
    await shop.post("returns", f"/returns/{yes['return_id']}/credit")
    await shop.hand_on()
    await customer.goto(link_to(order))
    assert "We cannot take this back: It was worn" in customer.text("#RE-000001")
    (credit,) = [one for one in (await returns_of(shop, order))[1]["decisions"] if one["kind"] == "credit"]
    told = customer.text("#RE-000002")
    assert f"Credit note {credit['number']} €{credit['amount']} Done" in told
    assert "rude" not in customer.text("main")


async def test_the_customer_reads_in_words_why_nothing_may_be_asked_for(shop: Services, customer: Page) -> None:
    order = await shop.place(language="en")
    await customer.goto(link_to(order))
    assert "Once your goods have left" in customer.text("#returns")
    gone = await shipped(shop, language="en")
    await policy(shop, excluded=["LAMP"])
    await customer.goto(link_to(gone))
    assert "Lamp Is not taken back." in customer.text("#returns").replace(gone["lines"][0]["title"], "Lamp")
    await policy(shop, days=0)
    await customer.reload()
    assert "We take goods back only as the law has it." in customer.text("#returns")
    await customer.goto(f"/order/return?{link_to(gone).partition('?')[2]}")
    assert customer.path.startswith("/order?link=")


ALTERED = (
    ("quantity", "-1", ""),
    ("quantity", "0", "Say of at least one article how many."),
    ("quantity", "NaN", ""),
    ("quantity", "1000000000", ""),
    ("quantity", "3", "That is more than may still come back"),
    ("reason", "bored", ""),
    ("reason", "", "Choose one of the reasons and solutions that the shop offers."),
    ("resolution", "advance_exchange", "Choose one of the reasons and solutions that the shop offers."),
)


async def test_an_altered_form_asks_for_nothing_and_keeps_what_was_typed(shop: Services, customer: Page) -> None:
    order = await shipped(shop, language="en")
    await asking(customer, order)
    form = fields_of(customer)
    for field, typed, told in ALTERED:
        filled = {"quantity": "1", "reason": "late", "resolution": "refund"} | {field: typed}
        sent = form | {f"lines/1/{name}": value for name, value in filled.items()} | {"comment": "Too <b>bright</b>"}
        answer = parse((await customer.browser.post(str(customer.one("#ask").attributes["action"]), **sent)).text)
        (alert,) = answer.select("[role=alert]")
        assert (told in alert.text, bool(alert.text)) == (True, True), (field, typed, alert.text)
        assert answer.select("[name=comment]")[0].value == "Too <b>bright</b>"
    for line_no, told in (("99", "The order has no such line."), ("' OR 1=1", "Say of at least one article how many.")):
        sent = form | {f"lines/{line_no}/quantity": "1", f"lines/{line_no}/reason": "late"}
        answer = parse((await customer.browser.post(str(customer.one("#ask").attributes["action"]), **sent)).text)
        assert told in answer.select("[role=alert]")[0].text
    assert await returns_of(shop, order) == []


async def test_the_same_form_twice_is_one_return_and_one_of_another_site_is_none(
    shop: Services, customer: Page, office: Office
) -> None:
    order, other = await shipped(shop, language="en"), await shipped(shop)
    await asking(customer, order)
    form = fields_of(customer) | {"lines/1/quantity": "1", "lines/1/reason": "late"}
    address = str(customer.one("#ask").attributes["action"])
    for _ in range(2):
        assert (await office.browser().post(address, **form)).status_code == 303
    assert len(await returns_of(shop, order)) == 1
    again = form | {"key": "another"}
    elsewhere = await office.browser().post(address, headers={"Origin": "https://evil.example"}, **again)
    unproved = await office.browser().post(address, **again | {"proof": "x.y"})
    of_other = await office.browser().post(f"/order/return?{link_to(other).partition('?')[2]}", **again)
    assert [one.status_code for one in (elsewhere, unproved, of_other)] == [403, 403, 403]
    assert all("this form is out of date" in one.text for one in (elsewhere, unproved, of_other))
    assert len(await returns_of(shop, order)) == 1
    assert await returns_of(shop, other) == []


async def test_a_link_that_is_revoked_while_the_form_is_filled_in_asks_for_nothing(
    shop: Services, customer: Page, seat: Seat, office: Office, clock: Any
) -> None:
    order = await shipped(shop, language="en")
    await asking(customer, order)
    customer.type(customer.one("[name='lines/1/quantity']"), "1")
    clock.pass_by(seconds=1)
    page = await seat("sales")
    await page.goto(f"/orders/{order['order_id']}/link")
    await page.press("Revoke all links")
    await customer.press("Send the request")
    assert (customer.status, "1001" in customer.text("main")) == (410, False)
    assert await returns_of(shop, order) == []


async def test_a_return_of_another_order_is_neither_seen_nor_changed(
    shop: Services, customer: Page, office: Office
) -> None:
    mine, other = await shipped(shop, language="en"), await shipped(shop)
    lines = {"lines": [{"line_no": 1, "quantity": 1}]}
    for order in (mine, other):
        await shop.post("returns", f"/orders/{order['order_id']}/returns", lines)
    (theirs,) = await returns_of(shop, other)
    await customer.goto(link_to(mine))
    assert "RE-000002" not in customer.text("main")
    form = customer.one("#RE-000001 form")
    fields = {one.attributes["name"]: one.value for one in form.select("input")}
    (own,) = await returns_of(shop, mine)
    address = form.attributes["action"].replace(own["return_id"], theirs["return_id"])
    answer = await office.browser().post(address, **fields)
    assert (answer.status_code, "There is no such return." in answer.text) == (404, True)
    assert [one["state"] for one in await returns_of(shop, other)] == ["approved"]


async def test_who_sends_forms_again_and_again_waits(
    shop: Services, office: Office, customer: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await shipped(shop)
    monkeypatch.setattr(return_page, "PACE", Pace(2, within_s=600))
    address = f"/order/return?{link_to(order).partition('?')[2]}"
    assert [(await office.browser().post(address)).status_code for _ in range(3)] == [403, 403, 429]
