"""An order that leaves the list it was opened from still leads on to the orders that stood beside it there."""

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services

TO_SHIP = "list=status%3Dprocessing_awaiting_shipment%26goods_ready%3Dtrue"


async def test_who_ships_one_order_after_the_other_comes_back_to_those_before(shop: Services, seat: Seat) -> None:
    orders = [await shop.place() for _ in range(3)]
    for order in orders:
        await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await shop.hand_on()
    first, second, third = (order["number"] for order in orders)
    page = await (await seat("manager")).goto("/orders?status=processing_awaiting_shipment&goods_ready=true")
    await page.follow(third, within="#orders")

    async def ship() -> None:
        await page.press("Mark as shipped", within="#shipping")
        await shop.hand_on()
        await page.reload()

    def beside() -> list[str]:
        return [link.attributes["title"] for link in page.all(".neighbours a")]

    assert beside() == [second]
    await ship()
    assert beside() == [second]
    await page.follow("Next", within=".neighbours")
    assert beside() == [third, first]
    await ship()
    assert beside() == [third, first]
    await page.follow("Next", within=".neighbours")
    assert beside() == [second]
    await ship()
    assert beside() == [second]
    await page.follow("Previous", within=".neighbours")
    assert second in page.heading
    assert beside() == [third, first]
