"""The terms of payment over HTTP, as tests change and read them."""

from typing import Any

import httpx

from tests.support.service import ShopService, token

NEVER = {"ships_unpaid": False, "expires_after_h": None}


def row(method: str, *, ships_unpaid: bool = False, expires_after_h: int | None = None, **titles: str) -> Any:
    terms = {"ships_unpaid": ships_unpaid, "expires_after_h": expires_after_h}
    return {"method": method, "title_en": None, "title_fr": None, **terms, **titles}


async def save_terms(
    shop: ShopService, *rows: Any, others: Any = NEVER, version: int = 0, by: str = "alice"
) -> httpx.Response:
    headers = {
        "If-Match": f'"{version}"',
        "Authorization": f"Bearer {token('orders:settings orders:read', subject=by)}",
    }
    return await shop.http.put("/settings/terms", json={"methods": rows, "others": others}, headers=headers)


async def terms(shop: ShopService) -> dict[str, Any]:
    return await section(shop, "terms")


async def section(shop: ShopService, name: str) -> dict[str, Any]:
    stored: list[dict[str, Any]] = (await shop.http.get("/settings")).json()["sections"]
    return next(one for one in stored if one["name"] == name)
