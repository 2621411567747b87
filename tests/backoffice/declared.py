"""What was declared by those who withdraw."""

from typing import Any

from tests.backoffice.services import Services


async def declared(shop: Services) -> list[Any]:
    """Once all services have heard of it, the newest first."""
    await shop.hand_on()
    found = (await shop.get("returns", "/withdrawals"))["items"]
    return list(found)
