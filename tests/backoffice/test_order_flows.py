"""What staff do with an order on its page, in both languages: hold, ship, cancel, write a note."""

import re

from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_one

SOMEBODY = {"name": "Zoé Martin", "billing_address": {"country": "FR"}}


@in_one("fr")
async def test_an_order_is_put_on_hold_and_resumed(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order = await shop.place()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}")
    await page.follow(says["Hold"], within=".more")
    page.fill(says["Reason"], "adresse à vérifier")
    await page.press(says["Put on hold"])
    assert says["On hold"] in page.heading
    assert "adresse à vérifier" in page.text("#page")
    held = await shop.get("orders", f"/orders/{order['order_id']}")
    assert (held["hold"]["reason"], held["hold"]["by"]) == ("adresse à vérifier", f"sales-{language}@shop.example")

    await page.follow(says["Resume"], within=".banner")
    await page.press(says["Resume"])
    assert says["On hold"] not in page.heading
    assert (await shop.get("orders", f"/orders/{order['order_id']}"))["hold"] is None


@in_one("en")
async def test_an_address_is_written_as_in_its_country(shop: Services, seat: Seat, language: str, says: Says) -> None:
    page = await seat("sales", language)
    for address, written in (
        ({"country": "FR"}, "<address>France</address>"),
        ({"city": "London", "postal_code": "SW1A 1AA", "country": "GB"}, "London<br>SW1A 1AA<br>"),
        (
            {"city": "Beverly Hills", "region": "CA", "postal_code": "90210", "country": "US"},
            "Beverly Hills, CA 90210<br>",
        ),
    ):
        order = await shop.place(customer={"name": "Zoé Martin", "billing_address": address})
        (document,) = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
        for path in (f"/orders/{order['order_id']}", f"/documents/{document['document_id']}"):
            assert written in re.sub(r"\s*([<>])\s*", r"\1", (await page.browser.get(path)).text)


@in_one("en")
async def test_a_paid_order_that_is_marked_as_shipped_is_completed_and_the_customers_remark_shows_at_once(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(feedback="Sonnez deux fois, s'il vous plaît.")
    page = await (await seat("manager", language)).goto(f"/orders/{order['order_id']}")
    assert "Sonnez deux fois, s'il vous plaît." in page.text("#feedback")

    await page.follow(says["Mark as shipped"], within="#shipping")
    await page.press(says["Mark as shipped"])
    assert page.text("#shipping .badge") == says["Shipped"]
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await shop.hand_on()
    await page.reload()
    assert says["Completed"] in page.heading
    assert page.all("#cancel-order") == []

    await page.follow(says["Mark as not shipped"], within="#shipping")
    page.fill(says["Reason"], "encore sur le quai")
    await page.press(says["Mark as not shipped"])
    assert page.text("#shipping .badge") == says["Ready"]
    await shop.hand_on()
    await page.reload()
    assert says["Completed"] not in page.heading


@in_one("fr")
async def test_a_cancellation_ticks_off_its_three_effects(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}")
    await page.follow(says["Cancel order"])
    page.fill(says["Reason"], "double commande")
    page.check(says["Notify the customer"])
    await page.press(says["Cancel this order"])
    assert says["Cancelled"] in page.heading
    await shop.hand_on()
    await page.reload()
    assert len(page.all("#cancellation .progress li.good")) == 3
    assert len(page.all("#payment .documents li")) == 2
    cancelled = await shop.get("orders", f"/orders/{order['order_id']}")
    assert cancelled["cancellation"]["settled_at"]
    assert cancelled["cancellation"]["reason"] == "double commande"
    assert cancelled["cancellation"]["notify_customer"] is True
    history = (await shop.get("orders", f"/orders/{order['order_id']}/history"))["items"]
    sent = any(one["action"] == "message_sent" and one["detail"]["kind"] == "order_cancellation" for one in history)
    said = "the customer was notified" if sent else "the customer is to be notified"
    assert says[said] in page.text("#cancellation")


@in_one("en")
async def test_the_dialog_says_that_a_cancellation_of_what_is_credited_in_full_changes_nothing_else(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    lines = [{"line_no": line["line_no"], "quantity": line["quantity"]} for line in order["lines"]]
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}/cancel")
    nothing_left = says["the order only becomes cancelled"]
    assert nothing_left not in page.text("main")
    credit = {"order_id": order["order_id"], "lines": lines, "shipping": True, "reason": "all of it"}
    await shop.post("billing", "/credit-notes", credit)
    await shop.hand_on()
    await page.reload()
    assert nothing_left in page.text("main")
    await page.press(says["Cancel this order"])
    await shop.hand_on()
    await page.goto(f"/orders/{order['order_id']}")
    assert says["Nothing to credit"] in page.text("#cancellation")


@in_one("fr")
async def test_what_has_left_in_part_is_not_cancelled_and_it_says_what_is_done_instead(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    at = f"/orders/{order['order_id']}"
    (shipment,) = (await shop.get("fulfilment", at))["shipments"]
    half = {"lines": [{"line_no": 1, "quantity": 1}]}
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/split", half)
    page = await (await seat("manager", language)).goto(f"{at}/cancel")
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
    await shop.hand_on()
    await page.press(says["Cancel this order"])
    assert "elle ne s’annule plus" in page.text("main")
    assert "irréversible" not in page.text("main")
    assert page.all("button.danger") == []
    await page.goto(f"{at}/cancel")
    assert "elle ne s’annule plus" in page.text("main")
    await page.goto(at)
    assert page.all("#cancel-order") == []
    assert "ce qui n’est pas parti" in page.text("#not-cancelled")
    await page.follow("Ajouter une note de crédit", within="#not-cancelled")
    assert page.one("[name=quantity-1]")
    reader = await (await seat("read_only", language)).goto(at)
    assert reader.all("#not-cancelled") == []


@in_one("fr")
async def test_the_note_is_saved_and_says_who_saved_it(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order = await shop.place()
    page = await (await seat("warehouse", language)).goto(f"/orders/{order['order_id']}")
    page.type(page.one("#note textarea"), "Client fidèle :\ncadeau à joindre")
    await page.press(says["Save the note"])
    assert says["The note is saved."] in page.notice
    assert "warehouse person" in page.text("#note")
    note = (await shop.get("orders", f"/orders/{order['order_id']}"))["note"]
    assert (note["text"], note["version"]) == ("Client fidèle :\ncadeau à joindre", 1)


@in_one("en")
async def test_the_stock_dot_has_its_meaning_in_words(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order = await shop.place()
    page = await (await seat("read_only", language)).goto(f"/orders/{order['order_id']}")
    dot = page.all("#products .dot")[0]
    assert [one.name for one in dot.with_role("img", None, exact=True)] == [says["In stock"]]
    assert dot.attributes["data-tooltip"] == says["In stock"]


@in_one("fr")
async def test_the_history_has_its_new_entries_at_the_bottom(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await shop.post("orders", f"/orders/{order['order_id']}/hold", {"reason": "call back"})
    page = await (await seat("read_only", language)).goto(f"/orders/{order['order_id']}")
    entries = [entry.text for entry in page.all("#history ol li")]
    assert says["Order placed"] in entries[0]
    assert ["call back" in entry for entry in entries].count(True) == 1
    assert "call back" in entries[-1]


@in_one("en")
async def test_of_two_who_edit_one_note_the_second_is_told_and_sees_both_texts(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    first, second = await seat("sales", language), await seat("warehouse", language)
    for page, text in ((first, "gift wrapping"), (second, "two parcels")):
        await page.goto(f"/orders/{order['order_id']}")
        page.type(page.one("#note textarea"), text)
    await first.press(says["Save the note"])
    assert says["The note is saved."] in first.notice
    await second.press(says["Save the note"])

    dialog = "#dialog-content"
    assert says["Somebody else has changed this meanwhile."] in second.text(dialog)
    assert "gift wrapping" in second.text(dialog)
    assert second.one(f"{dialog} textarea").value == "two parcels"
    second.type(second.one(f"{dialog} textarea"), "gift wrapping, two parcels")
    await second.press(says["Save over it"])
    assert second.one("#note textarea").value == "gift wrapping, two parcels"
    note = (await shop.get("orders", f"/orders/{order['order_id']}"))["note"]
    assert (note["text"], note["version"]) == ("gift wrapping, two parcels", 2)


@in_one("fr")
async def test_what_is_credited_before_it_leaves_is_told_where_one_packs(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("warehouse", language)).goto(f"/orders/{order['order_id']}")
    assert page.all("#shipping .contents") == []
    assert page.all("#products .credited") == []

    credit = {"order_id": order["order_id"], "lines": [{"line_no": 1, "quantity": 1}], "reason": "one will do"}
    await shop.post("billing", "/credit-notes", credit)
    await shop.hand_on()
    await page.reload()
    (lamps, *others) = [one.text for one in page.all("#products .quantity")]
    assert lamps == f"2 {says['1 credited']}"
    assert not [one for one in others if says["1 credited"] in one]
    first, *_ = [one.text for one in page.all("#shipping .contents li")]
    assert first.startswith("1 × ")
    assert first.endswith("LAMP")
    assert len(page.all("#shipping .contents li")) == len(page.all("#products tbody tr"))


@in_one("en")
async def test_whoever_edits_a_note_in_two_windows_is_told_that_it_was_themselves(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}")
    other = await Page(page.browser).goto(f"/orders/{order['order_id']}")
    for window, text in ((page, "gift wrapping"), (other, "two parcels")):
        window.type(window.one("#note textarea"), text)
        await window.press(says["Save the note"])
    told = other.text("#dialog-content")
    assert says["You have changed this meanwhile, in another window."] in told
    assert says["Somebody else has changed this meanwhile."] not in told


async def test_a_phone_is_called_as_it_is_dialled_from_anywhere_and_shown_as_it_was_typed(
    shop: Services, seat: Seat
) -> None:
    order = await shop.place(customer=SOMEBODY | {"phone": "(0)6 98 76.54-32"})
    page = await (await seat("sales", "en")).goto(f"/orders/{order['order_id']}")
    (link,) = page.links("(0)6 98 76.54-32")
    assert link.attributes["href"] == "tel:+33698765432"

    order = await shop.place(customer=SOMEBODY | {"phone": "ask the concierge"})
    page = await page.goto(f"/orders/{order['order_id']}")
    assert "ask the concierge" in page.text("#page")
    assert page.links("ask the concierge") == []
