"""Orders that are chosen in the list, and what is told of each."""

from typing import Any

from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says


async def paid(shop: Services, **changes: Any) -> dict[str, Any]:
    order = await shop.place(**changes)
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await shop.hand_on()
    return order


def choose(page: Page, says: Says, *orders: dict[str, Any]) -> None:
    for order in orders:
        page.check(says["Select order"] % order["number"])


def told(page: Page) -> list[str]:
    return [one.text for one in page.all(".outcomes li")]


PICKUP = {"method": "Comptoir", "kind": "pickup", "price": "4.90", "vat_rate": "20"}
