"""Customers to choose one from in a dialog: those that are searched, or else those that may be the same person."""

from collections.abc import Iterable

from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Visit

MOST = 8


async def found_customers(visit: Visit, like: Json | None, *, besides: str = "") -> Json:
    """`like` has the name and e-mail of whom one looks for. That they are equal is a proposal, and proves nothing."""
    typed = visit.request.query_params.get("q", "").strip()
    asked = [typed] if typed else [like["email"], like["name"]] if like else []
    found = await customers_like(visit, asked)
    return {"found": [one for one in found if one["customer_id"] != besides][:MOST], "q": typed}


async def customers_like(visit: Visit, asked: Iterable[str | None]) -> list[Json]:
    """Whom any of these words find; nobody while orders does not answer."""
    found: dict[str, Json] = {}
    for words in filter(None, asked):
        area = await visit.services.area("orders", "/customers", q=words, limit=MOST)
        found |= {one["customer_id"]: one for one in (area.content["items"] if area.content else ())}
    return list(found.values())
