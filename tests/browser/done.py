"""What the prepared shop is made by: a command that is done, and an order that all services know."""

from typing import Any

from tests.support.shop import Shop

Found = dict[str, str]


async def done(shop: Shop, service: str, path: str, body: Any) -> None:
    answer = await shop.post(service, path, body)
    assert answer.is_success, answer.text


async def has_documents(shop: Shop, order_id: str) -> bool:
    for service, what in (("billing", "documents"), ("fulfilment", "shipments")):
        known = await shop.http.get(f"{shop.settings.url(service)}/orders/{order_id}")
        if known.status_code != 200 or not known.json()[what]:
            return False
    return True
