"""The stock dot of products, wherever one stands on a page."""

from collections.abc import Iterable

from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Visit

NEWER: Json = {"backorders": "allow", "backorders_until": None, "reserved": 0, "oversold": 0}
"""What fulfilment of the version before does not tell of a stock."""

UNTRACKED: Json = NEWER | {"colour": "grey", "available": None}


async def dots_of(visit: Visit, skus: Iterable[str]) -> dict[str, Json]:
    """What each product's dot tells, by SKU: grey where fulfilment does not track it, none without its answer."""
    named = sorted(set(skus))[:200]
    stock = await visit.services.area("fulfilment", "/stock", sku=named, limit=200) if named else None
    if stock is None or stock.content is None:
        return {}
    tracked = {item["sku"]: NEWER | item for item in stock.content["items"]}
    return {sku: tracked.get(sku, UNTRACKED) for sku in named}
