"""An order is edited on its page: what follows is shown first, and just that is done."""

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.clock import Clock
from tests.support.languages import Says, in_both, in_one

QUANTITY = "[name='lines/0/quantity']"


@in_both()
async def test_an_order_is_edited_once_what_follows_was_shown(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await seat("sales", language)
    await page.goto(f"/orders/{order['order_id']}")
    await page.follow(says["Edit the order"])
    assert page.one(QUANTITY).value == "2"
    page.type(page.one(QUANTITY), "3")
    page.fill(says["Reason, for the history"], "she called")
    await page.press(says["Show what this does"])
    assert page.text("#gross-after") == ("50,80 €" if language == "fr" else "€50.80")
    preview = page.text("#edit-preview")
    assert ("FA-2026-000001" in preview, "BE-000001" in preview) == (True, True)
    due = {"en": "It is due by its own date", "fr": "Elle a sa propre échéance"}[language]
    assert due in preview
    await page.press(says["Change the order"])
    assert page.notice == says["The order is changed."]
    now = await shop.get("orders", f"/orders/{order['order_id']}")
    assert (now["totals"]["gross"], now["number"]) == ("50.80", order["number"])


@in_one("fr")
async def test_what_was_changed_after_it_was_shown_is_shown_again_and_a_product_is_found(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await seat("sales", language)
    await page.goto(f"/orders/{order['order_id']}/edit")
    page.fill(says["Add a product"], "BOOK")
    await page.press(says["Find"])
    page.type(page.one(QUANTITY), "1")
    await page.press(says["Show what this does"])
    shown = page.text("#gross-after")
    page.type(page.one(QUANTITY), "2")
    await page.press(says["Change the order"])
    assert page.text("#gross-after") != shown
    assert (await shop.get("orders", f"/orders/{order['order_id']}"))["version"] == order["version"]


@in_one("en")
async def test_of_two_who_edit_the_second_is_told_what_the_first_did(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    first, second = await seat("sales", language), await seat("owner", language)
    for page in (first, second):
        await page.goto(f"/orders/{order['order_id']}/edit")
    first.type(first.one(QUANTITY), "3")
    await first.press(says["Show what this does"])
    await first.press(says["Change the order"])
    second.type(second.one(QUANTITY), "0")
    await second.press(says["Show what this does"])
    assert second.one(QUANTITY).value == "0"
    second.type(second.one(QUANTITY), "4")
    await second.press(says["Show what this does"])
    assert says["This was changed meanwhile, by somebody else or by you in another window."] in second.alert
    assert "Order edited" in second.alert
    await second.press(says["Show what this does"])
    await second.press(says["Change the order"])
    assert second.notice == says["The order is changed."]


@in_both()
async def test_of_what_has_left_the_page_says_how_much_stays(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    await shop.hand_on()
    page = await seat("sales", language)
    await page.goto(f"/orders/{order['order_id']}/edit")
    assert says["2 have left: at least so many, at this price."] in page.text("#products")
    assert page.all("[name='lines/0/remove']") == []
    page.type(page.one(QUANTITY), "1")
    await page.press(says["Show what this does"])
    assert says["At least 2."] in page.text("#products")
    page.type(page.one(QUANTITY), "3")
    await page.press(says["Show what this does"])
    assert "BE-000002" not in page.text("#edit-preview")
    assert "1 × LAMP" in page.text("#edit-preview")
    await page.press(says["Change the order"])
    assert page.notice == says["The order is changed."]
    await shop.hand_on()
    slips = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    assert [(one["state"], one["lines"][0]["quantity"]) for one in slips] == [("shipped", 2), ("ready", 1)]
    assert (await shop.get("orders", f"/orders/{order['order_id']}"))["shipment_status"] == "partially_shipped"


@in_one("fr")
async def test_whoever_opens_what_somebody_edits_is_told_and_may_take_it_over(
    shop: Services, seat: Seat, clock: Clock, language: str, says: Says
) -> None:
    order = await shop.place()
    path = f"/orders/{order['order_id']}"
    first, second = await seat("sales", language), await seat("owner", language)
    await first.goto(f"{path}/edit")
    clock.pass_by(minutes=4)
    told = (await second.goto(path)).text("#being-edited")
    assert "sales person" in told
    assert "4 min" in told
    await second.goto(f"{path}/edit")
    second.type(second.one(QUANTITY), "3")
    await second.press(says["Take over"])
    assert (second.one(QUANTITY).value, second.all("#being-edited")) == ("3", [])
    await first.press(says["Show what this does"])
    assert "owner person" in first.text("#being-edited")
    await second.press(says["Close"])
    assert second.path == path
    assert (await first.goto(path)).all("#being-edited") == []


@in_both()
async def test_what_was_credited_is_off_on_the_page_and_stays_given_back(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    credit = {"order_id": order["order_id"], "lines": [{"line_no": 1, "quantity": 1}]}
    await shop.post("billing", "/credit-notes", credit)
    await shop.hand_on()
    page = await seat("sales", language)
    await page.goto(f"/orders/{order['order_id']}/edit")
    assert page.one(QUANTITY).value == "1"
    assert says["1 more is credited, and off."] in page.text("#products")
    page.type(page.one(QUANTITY), "2")
    await page.press(says["Show what this does"])
    assert says["Credited before, which stays given back"] in page.text("#edit-preview")
    shown = page.text("#gross-after")
    await page.press(says["Change the order"])
    await shop.hand_on()
    now, billed = [await shop.get(name, f"/orders/{order['order_id']}") for name in ("orders", "billing")]
    assert (now["totals"]["gross"], now["balance"], billed["due"]) == ("38.30", "-38.30", "38.30")
    assert shown == says["gross"]
    slips = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    assert [line["quantity"] for line in slips[0]["lines"]][0] == 2


@in_both()
async def test_what_cannot_be_edited_so_is_told_in_the_readers_words_alone(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}/edit")
    page.type(page.one(QUANTITY), "0")
    page.fill(says["Add a product"], "BOOK")
    await page.press(says["Show what this does"])
    told = {"en": "Quantity: more than 0. For example: 3", "fr": "Quantité : plus de 0. Par exemple : 3"}[language]
    assert (page.text(".callout.bad"), page.text("[id='lines/0/quantity-wrong']")) == (told, told)
    assert page.value(says["Add a product"]) == "BOOK"
