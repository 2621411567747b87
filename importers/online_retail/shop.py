"""The shop that imports go to: what they read and write in its orders, billing and fulfilment services."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote
from uuid import UUID

from client.api import Api, Found

SERVICES = ("orders", "billing", "fulfilment")
MOST_IN_BULK = 2000


class Shop:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def must_answer(self) -> None:
        """Raises Problem at once where a service is not up, or does not take the token."""
        for service, path in (("orders", "/products"), ("billing", "/invoices"), ("fulfilment", "/stock")):
            await self._api.must_answer(service, f"{path}?limit=1")

    async def skus_sold(self) -> set[str]:
        return {product["sku"] async for product in self._api.pages("orders", "/products")}

    async def save_products(self, products: Sequence[Found]) -> None:
        for some in _in_bulk(products):
            await self._api.post("orders", "/products", {"products": some}, key=f"products-{digest(some)}")

    async def receive(self, units: Mapping[str, int], *, reference: str, reason: str, occurred_at: datetime) -> bool:
        """Goods come in, once for the reference; says whether they came in now.

        The ledger is asked first, since the shop forgets the keys of commands after some time.
        """
        received: list[Found] = []
        lines = [{"sku": sku, "quantity": quantity} for sku, quantity in sorted(units.items())]
        for some in _in_bulk(lines):
            if not await self._was_received(some[0]["sku"], reference):
                body = {"lines": some, "reference": reference, "reason": reason, "occurred_at": occurred_at.isoformat()}
                await self._api.post("fulfilment", "/stock/receipts", body, key=f"receipt-{digest(body)}")
                received += some
        return bool(received)

    async def find_order(self, order_id: UUID) -> Found | None:
        return await self._api.find("orders", f"/orders/{order_id}")

    async def place_order(self, order: Found, *, key: str) -> Found:
        """Raises ServiceRefused."""
        return await self._api.post("orders", "/orders", order, key=key)

    async def may_still_be_invoiced(self, order_id: UUID) -> bool:
        """Whether billing has yet to invoice an order; not so once it has, or the order is held or cancelled."""
        account = await self._api.find("billing", f"/orders/{order_id}")
        return account is None or not (account["state"] in ("invoiced", "cancelled") or account["held"])

    def invoices(self, *, customer: str, sku: str) -> AsyncIterator[Found]:
        return self._api.pages("billing", "/invoices", customer=customer, sku=sku)

    def credit_notes(self, reference: str) -> AsyncIterator[Found]:
        return self._api.pages("billing", "/credit-notes", reference=reference)

    async def issue_credit_note(self, credit_note: Found, *, key: str) -> Found:
        """Raises ServiceRefused."""
        return await self._api.post("billing", "/credit-notes", credit_note, key=key)

    async def _was_received(self, sku: str, reference: str) -> bool:
        path = f"/stock/{quote(sku, safe='')}"
        if await self._api.find("fulfilment", path) is None:
            return False
        async for entry in self._api.pages("fulfilment", f"{path}/entries"):
            if entry["reference"] == reference:
                return True
        return False


def _in_bulk(items: Sequence[Found]) -> list[Sequence[Found]]:
    return [items[start : start + MOST_IN_BULK] for start in range(0, len(items), MOST_IN_BULK)]


def digest(content: Any) -> str:
    """The same for the same content; makes the key of a command that stands for it."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
