"""What an order needs next is one click, told at once, and taken back by another."""

from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both

IN_BOTH = in_both()


def primaries(page: Page) -> list[str]:
    """What the page shows in solid colour."""
    return [button.text for button in page.all("#page button.primary")]


@IN_BOTH
async def test_a_paid_order_is_shipped_by_one_click_and_taken_back_by_another(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    page = await (await seat("manager", language)).goto(f"/orders/{order['order_id']}")
    assert primaries(page) == [says["Mark as shipped"]]

    await page.press(says["Mark as shipped"])
    assert says["The parcel is marked as shipped."] in page.notice
    assert page.text("#shipping .badge") == says["Shipped"]

    await page.press(says["Undo"])
    assert page.text("#shipping .badge") == says["Ready"]
    await shop.hand_on()
    history = (await shop.get("orders", f"/orders/{order['order_id']}/history"))["items"]
    reason = {"en": "Taken back at once", "fr": "Annulé aussitôt"}[language]
    assert (history[-1]["action"], history[-1]["detail"]["reason"]) == ("unshipped", reason)


@IN_BOTH
async def test_the_last_payment_alone_is_taken_back_by_undo(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {"amount": "8.30"})
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}")
    assert primaries(page) == [says["Mark as paid"]]

    await page.press(says["Mark as paid"])
    assert says["Paid"] == page.text("#payment .badge")
    await page.press(says["Undo"])

    ledger = (await shop.get("billing", f"/orders/{order['order_id']}"))["ledger"]
    assert [entry["amount"] for entry in ledger] == ["8.30", "30.00", "-30.00"]


async def test_nobody_is_offered_to_undo_what_another_has_done_whatever_the_address_says(
    shop: Services, seat: Seat
) -> None:
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    manager = await seat("manager", "en")
    for done in ("paid", "shipped", "held", "note-saved", "nonsense"):
        page = await manager.goto(f"/orders/{order['order_id']}?done={done}")
        assert page.all("#undo") == []


@IN_BOTH
async def test_who_ships_what_is_not_paid_is_warned_first(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("manager", language)).goto(f"/orders/{order['order_id']}")
    due = {"en": "Not paid yet: €38.30 is still due.", "fr": "Pas encore payée : il reste 38,30 € à payer."}[language]
    assert due in page.text("#shipping")

    await page.follow(says["Mark as shipped"], within="#shipping")
    assert due in page.text("#dialog-content")
    await page.press(says["Mark as shipped"])
    assert page.text("#shipping .badge") == says["Shipped"]


@IN_BOTH
async def test_a_pickup_is_handed_over(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order = await shop.place(shipping={"method": "Comptoir", "kind": "pickup", "price": "4.90", "vat_rate": "20"})
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    page = await (await seat("warehouse", language)).goto(f"/orders/{order['order_id']}")
    await page.press(says["Hand over"])
    assert says["The goods are handed over."] in page.notice
    assert [button.text for button in page.all("#undo")] == [says["Undo"]]


async def test_what_is_held_is_resumed_by_undo(shop: Services, seat: Seat) -> None:
    order = await shop.place()
    page = await (await seat("sales", "en")).goto(f"/orders/{order['order_id']}/hold")
    page.fill("Reason", "call back")
    await page.press("Put on hold")
    await page.press("Undo")
    assert (await shop.get("orders", f"/orders/{order['order_id']}"))["hold"] is None


async def test_five_parcels_of_the_list_are_shipped_by_ten_clicks(shop: Services, seat: Seat) -> None:
    placed = [await shop.place() for _ in range(5)]
    for order in placed:
        await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await shop.hand_on()
    page = await (await seat("manager", "en")).goto("/orders?status=processing_awaiting_shipment")
    clicks = 1
    await page.goto(page.all("table.orders th a")[0].attributes["href"])
    while True:
        await page.press("Mark as shipped")
        clicks += 1
        await shop.hand_on()
        if not page.links("Next", within=".neighbours"):
            break
        await page.follow("Next", within=".neighbours")
        clicks += 1
    states = [(await shop.get("orders", f"/orders/{one['order_id']}"))["shipment_status"] for one in placed]
    assert (states, clicks) == (["shipped"] * 5, 10)

    await page.follow("Orders", within=".crumbs")
    assert page.path == "/orders?status=processing_awaiting_shipment"
    assert page.all("table.orders") == []
