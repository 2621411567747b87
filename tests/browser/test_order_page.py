"""The order page: what staff see of an order, by mouse, by keyboard and without JavaScript."""

from playwright.async_api import expect

from tests.browser.conftest import Desk
from tests.browser.order_page import opened, ready_to_ship
from tests.support.languages import Says, in_one
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until

HOW_THE_TOTAL_COMES_ABOUT = {
    "en": {
        "Lines": "€33.40",
        "Shipping: Colissimo": "€4.90",
        "Total without VAT": "€32.88",
        "VAT 20% on €24.92": "€4.98",
        "VAT 5.5% on €7.96": "€0.44",
        "Total with VAT": "€38.30",
    },
    "fr": {
        "Lignes": "33,40\xa0€",
        "Livraison\xa0: Colissimo": "4,90\xa0€",
        "Total HT": "32,88\xa0€",
        "TVA 20\xa0% sur 24,92\xa0€": "4,98\xa0€",
        "TVA 5,5\xa0% sur 7,96\xa0€": "0,44\xa0€",
        "Total TTC": "38,30\xa0€",
    },
}


@in_one("fr")
async def test_the_stock_dot_tells_its_meaning_on_hover_and_on_focus(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    page = await opened(desk, await place(shop), "read_only", language)
    dot = page.locator("#products .dot").first

    await expect(dot.get_by_role("img", name=says["In stock"])).to_be_visible()
    for reach in (dot.hover, dot.focus):
        await reach()
        shown = await dot.evaluate("dot => getComputedStyle(dot, '::before').content")
        assert shown == f'"{says["In stock"]}"'


@in_one("en")
async def test_the_history_has_its_new_entries_at_the_bottom(shop: Shop, desk: Desk, language: str, says: Says) -> None:
    order = await place(shop)
    page = await opened(desk, order, "read_only", language)
    entries = page.locator("#history ol li")
    await expect(entries.first).to_contain_text(says["Order placed"])

    await shop.post("orders", f"/orders/{order['order_id']}/hold", {"reason": "call back"})

    await expect(entries.filter(has_text="call back")).to_have_count(1)
    await expect(
        page.locator("#history ol li", has_text="call back").locator("xpath=preceding-sibling::li").first
    ).to_contain_text(says["Order placed"])


async def test_what_changes_elsewhere_shows_without_loading_the_page_again(shop: Shop, desk: Desk) -> None:
    order = await place(shop)
    page = await opened(desk, order)
    await expect(page.locator("#payment")).to_contain_text("Not paid")

    assert (await shop.post("billing", f"/orders/{order['order_id']}/payments", {})).status_code == 201

    await expect(page.locator("#payment .badge")).to_have_text("Paid")
    await expect(page.locator("#history")).to_contain_text("Payment of €38.30 recorded")


async def test_the_dialog_is_reached_and_left_by_keyboard_and_gives_the_focus_back(shop: Shop, desk: Desk) -> None:
    page = await opened(desk, await place(shop))

    await page.locator("#cancel-order").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").locator("textarea")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.locator("#cancel-order")).to_be_focused()

    await page.locator("summary#more").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").locator("textarea")).to_be_focused()
    await page.keyboard.type("by keyboard")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#page h1")).to_contain_text("On hold")
    await expect(page.locator("#more")).to_be_focused()
    await page.locator("#undo").press("Enter")
    await expect(page.locator("#page h1")).not_to_contain_text("On hold")
    await expect(page.locator("#more")).to_be_focused()


async def test_as_a_tracking_number_is_typed_its_carriers_are_proposed_and_none_that_was_chosen_is_replaced(
    shop: Shop, desk: Desk
) -> None:
    order = await place(shop)
    await ready_to_ship(shop, order)
    page = await opened(desk, order, "warehouse")
    await page.locator("#shipping summary.dots").click()
    await page.locator("#shipping").get_by_text("Add a parcel").click()
    dialog = page.get_by_role("dialog")
    number, carrier = dialog.locator("[name=tracking_number]"), dialog.locator("[name=carrier]")
    await expect(number).to_be_focused()
    await page.keyboard.type("333333333651")
    await expect(dialog.locator("#proposed button")).to_have_text(["FedEx", "GLS", "Mondial Relay", "DHL Paket"])
    await expect(number).to_be_focused()
    await expect(carrier).to_have_value("")
    await dialog.get_by_role("button", name="GLS").click()
    await expect(carrier).to_have_value("GLS")
    await number.fill("12345678")
    await expect(dialog.locator("#proposed button")).to_have_text(["Mondial Relay", "GLS"])
    await expect(carrier).to_have_value("GLS")
    await dialog.get_by_role("button", name="Add a parcel").click()
    await expect(page.locator("#shipping .of-parcel")).to_contain_text("GLS")


async def test_a_dialog_that_has_opened_takes_the_focus_no_second_time_from_who_types(shop: Shop, desk: Desk) -> None:
    page = await opened(desk, await place(shop))
    happened = await page.evaluate_handle(
        """() => ({ opened: new Promise((opened) => {
            const happened = [];
            document.addEventListener("htmx:afterSettle", ({ detail }) => {
                if (detail.target.id === "dialog-content") happened.push("settled");
            });
            document.getElementById("dialog").addEventListener("toggle", () => opened([...happened, "opened"]));
        }) })"""
    )

    await page.locator("#cancel-order").click()

    assert await happened.evaluate("(it) => it.opened") == ["settled", "opened"]


@in_one("fr")
async def test_without_javascript_the_page_is_read_and_the_plain_actions_work(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    order = await place(shop)
    await ready_to_ship(shop, order)
    page = await opened(desk, order, "manager", language, java_script_enabled=False)
    await expect(page.locator("#customer")).to_contain_text("Zoé Martin")

    await page.locator("#payment").get_by_role("button", name=says["Mark as paid"]).click()
    await expect(page.locator("#payment .badge")).to_have_text(says["Paid"])

    await page.locator("#note textarea").fill("sans script")
    await page.get_by_role("button", name=says["Save the note"]).click()
    await expect(page.locator("#notice")).to_contain_text(says["The note is saved."])

    await page.get_by_role("link", name=says["Cancel order"]).click()
    await page.get_by_role("button", name=says["Cancel this order"]).click()
    await expect(page.locator("#page h1")).to_contain_text(says["Cancelled"])
    assert await until(shop.cancellation_settled, order["order_id"])
