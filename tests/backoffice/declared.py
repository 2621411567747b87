"""What was declared by those who withdraw."""

from typing import Any

from tests.backoffice.services import Services


async def declared(shop: Services) -> list[Any]:
    """As the list of staff has them, once all services have heard."""
    await shop.hand_on()
    found = (await shop.get("returns", "/withdrawals"))["items"]
    return list(found)
