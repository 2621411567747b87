"""What staff do with an order on its page: hold, pay, ship, cancel, write a note."""

from playwright.async_api import expect

from tests.browser.conftest import Desk
from tests.browser.order_page import opened, ready_to_ship
from tests.support.languages import Says, in_one
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until


@in_one("fr")
async def test_an_order_is_put_on_hold_from_the_more_menu_and_resumed(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    order = await place(shop)
    page = await opened(desk, order, "sales", language)

    await page.locator("summary#more").click()
    await page.get_by_role("link", name=says["Hold"]).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(says["Reason"]).fill("adresse à vérifier")
    await dialog.get_by_role("button", name=says["Put on hold"]).click()

    await expect(page.locator("#page h1")).to_contain_text(says["On hold"])
    await expect(page.get_by_text("adresse à vérifier").first).to_be_visible()
    held = await shop.get("orders", f"/orders/{order['order_id']}")
    assert (held["hold"]["reason"], held["hold"]["by"]) == ("adresse à vérifier", f"sales-{language}@shop.example")

    await page.locator("#resume-order").click()
    await page.get_by_role("dialog").get_by_role("button", name=says["Resume"]).click()
    await expect(page.locator("#page h1")).not_to_contain_text(says["On hold"])
    assert (await shop.get("orders", f"/orders/{order['order_id']}"))["hold"] is None


@in_one("en")
async def test_an_order_is_marked_as_paid_in_part_then_whole_then_as_not_paid(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    order = await place(shop)
    page = await opened(desk, order, "accounting", language)
    payment, dialog = page.locator("#payment"), page.get_by_role("dialog")
    await expect(payment).to_contain_text("38,30" if language == "fr" else "38.30")

    await payment.get_by_role("link", name=says["Enter a payment"]).click()
    await dialog.get_by_label(says["Amount"]).fill("8.30")
    await dialog.get_by_label(says["Amount"]).press("Control+Enter")
    await expect(payment).to_contain_text(says["Partly paid"])

    await payment.get_by_role("button", name=says["Mark as paid"]).dblclick()
    await expect(payment.get_by_text(says["Paid"], exact=True).first).to_be_visible()
    ledger = (await shop.get("billing", f"/orders/{order['order_id']}"))["ledger"]
    assert [entry["amount"] for entry in ledger] == ["8.30", "30.00"]

    await payment.locator("#payment-menu").click()
    await payment.get_by_role("link", name=says["Mark as not paid"]).click()
    await dialog.get_by_label(says["Reason"]).fill("chèque sans provision")
    await dialog.get_by_role("button", name=says["Mark as not paid"]).click()
    await expect(payment.get_by_text(says["Not paid"], exact=True)).to_be_visible()
    assert (await shop.get("billing", f"/orders/{order['order_id']}"))["paid"] == "0.00"


@in_one("fr")
async def test_a_paid_order_is_shipped_by_one_key_and_one_key_more_does_not_take_it_back(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    order = await place(shop, feedback="Sonnez deux fois, s'il vous plaît.")
    await ready_to_ship(shop, order)
    paid = await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    assert paid.status_code == 201
    page = await opened(desk, order, "manager", language)
    shipping = page.locator("#shipping")
    await expect(page.locator("#feedback")).to_contain_text("Sonnez deux fois, s'il vous plaît.")

    await shipping.get_by_role("button", name=says["Mark as shipped"]).focus()
    await page.keyboard.press("Enter")
    await expect(shipping.locator(".badge")).to_have_text(says["Shipped"])
    await expect(page.locator("#page h1")).to_contain_text(says["Completed"])
    await expect(page.locator("#cancel-order")).to_have_count(0)

    await expect(shipping.get_by_role("heading")).to_be_focused()
    await page.keyboard.press("Enter")  # as a scanner does
    async with page.expect_response(f"**/orders/{order['order_id']}*"):
        await page.evaluate("htmx.trigger('#page', 'stale')")  # as it does when something happened elsewhere
    await expect(shipping.locator(".badge")).to_have_text(says["Shipped"])
    await page.locator("#notice").get_by_role("button", name=says["Undo"]).press("Enter")
    await expect(shipping.locator(".badge")).to_have_text(says["Ready"])
    await expect(shipping.get_by_role("button", name=says["Mark as shipped"])).to_be_focused()
    await expect(page.locator("#page h1")).not_to_contain_text(says["Completed"])


@in_one("en")
async def test_a_cancellation_ticks_off_its_three_effects_while_one_looks_on(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    order = await place(shop)
    page = await opened(desk, order, "sales", language)

    await page.get_by_role("link", name=says["Cancel order"]).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(says["Reason"]).fill("double commande")
    await dialog.get_by_label(says["Notify the customer"]).check()
    await dialog.get_by_role("button", name=says["Cancel this order"]).click()

    await expect(dialog).to_be_hidden()
    await expect(page.locator("#page h1")).to_contain_text(says["Cancelled"])
    await expect(page.locator("#cancellation .progress li.good")).to_have_count(3)
    await expect(page.locator("#payment .documents li")).to_have_count(2)
    assert await until(shop.cancellation_settled, order["order_id"])
    cancelled = await shop.get("orders", f"/orders/{order['order_id']}")
    assert cancelled["cancellation"]["reason"] == "double commande"
    assert cancelled["cancellation"]["notify_customer"] is True


async def test_a_double_click_on_cancel_this_order_cancels_once(shop: Shop, desk: Desk) -> None:
    order = await place(shop)
    page = await opened(desk, order)

    await page.locator("#cancel-order").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancel this order").dblclick()

    await expect(page.locator("#cancellation .progress li.good")).to_have_count(3)
    history = (await shop.get("orders", f"/orders/{order['order_id']}/history"))["items"]
    assert [entry["action"] for entry in history].count("cancelled") == 1
    documents = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
    assert [document["kind"] for document in documents] == ["invoice", "cancellation_invoice"]


@in_one("fr")
async def test_the_note_is_saved_and_says_who_saved_it(shop: Shop, desk: Desk, language: str, says: Says) -> None:
    order = await place(shop)
    page = await opened(desk, order, "warehouse", language)

    await page.locator("#note textarea").fill("Client fidèle :\ncadeau à joindre")
    await page.get_by_role("button", name=says["Save the note"]).click()

    await expect(page.locator("#notice")).to_contain_text(says["The note is saved."])
    await expect(page.locator("#note")).to_contain_text(f"Warehouse {language.upper()}")
    note = (await shop.get("orders", f"/orders/{order['order_id']}"))["note"]
    assert (note["text"], note["version"]) == ("Client fidèle :\ncadeau à joindre", 1)
