"""The shop that imports go to: the public APIs of its orders, billing and fulfilment services."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Self
from urllib.parse import quote
from uuid import UUID

import httpx

from client.api import Api, detail_of
from deploy.problem import Problem

SERVICES = ("orders", "billing", "fulfilment")
CONCURRENCY = 16
MOST_IN_BULK = 2000
GIVE_UP_AFTER_S = 30.0
_PASSING = {429, 502, 503, 504}

Found = dict[str, Any]


class Refusal(Problem):
    """The shop refused a request; its text is the shop's own."""


class Shop(Api):
    """A request is repeated while the shop does not answer, which its idempotency keys make harmless."""

    def __init__(self, clients: Mapping[str, httpx.AsyncClient], *, give_up_after_s: float = GIVE_UP_AFTER_S) -> None:
        super().__init__(clients, calls_at_once=CONCURRENCY)
        self._give_up_after_s = give_up_after_s

    @classmethod
    def at(cls, urls: Mapping[str, str], token: str) -> Self:
        headers = {"Authorization": f"Bearer {token}"}
        return cls({name: httpx.AsyncClient(base_url=url, headers=headers, timeout=60) for name, url in urls.items()})

    async def must_answer(self) -> None:
        """Raises Problem at once where a service is not up, or does not take the token."""
        for service, path in (("orders", "/products"), ("billing", "/invoices"), ("fulfilment", "/stock")):
            await self._request(service, "GET", path, give_up_after_s=0, params={"limit": "1"})

    async def skus_sold(self) -> set[str]:
        return {product["sku"] async for product in self._pages("orders", "/products", {})}

    async def save_products(self, products: Sequence[Found]) -> None:
        for some in _in_bulk(products):
            await self._post("orders", "/products", {"products": some}, key=f"products-{digest(some)}")

    async def receive(self, units: Mapping[str, int], *, reference: str, reason: str) -> bool:
        """Goods come in, once for the reference; says whether they came in now.

        The ledger is asked first, since the shop forgets the keys of commands after some time.
        """
        received: list[Found] = []
        lines = [{"sku": sku, "quantity": quantity} for sku, quantity in sorted(units.items())]
        for some in _in_bulk(lines):
            if not await self._was_received(some[0]["sku"], reference):
                body = {"lines": some, "reference": reference, "reason": reason}
                await self._post("fulfilment", "/stock/receipts", body, key=f"receipt-{digest(body)}")
                received += some
        return bool(received)

    async def find_order(self, order_id: UUID) -> Found | None:
        return await self._find("orders", f"/orders/{order_id}")

    async def place_order(self, order: Found, *, key: str) -> Found:
        """Raises Refusal."""
        return await self._post("orders", "/orders", order, key=key)

    async def may_still_be_invoiced(self, order_id: UUID) -> bool:
        """Whether billing has yet to invoice an order; not so once it has, or the order is held or cancelled."""
        account = await self._find("billing", f"/orders/{order_id}")
        return account is None or not (account["state"] in ("invoiced", "cancelled") or account["held"])

    def invoices(self, *, customer: str, sku: str) -> AsyncIterator[Found]:
        return self._pages("billing", "/invoices", {"customer": customer, "sku": sku})

    def credit_notes(self, reference: str) -> AsyncIterator[Found]:
        return self._pages("billing", "/credit-notes", {"reference": reference})

    async def issue_credit_note(self, credit_note: Found, *, key: str) -> Found:
        """Raises Refusal."""
        return await self._post("billing", "/credit-notes", credit_note, key=key)

    async def _was_received(self, sku: str, reference: str) -> bool:
        if await self._find("fulfilment", f"/stock/{quote(sku, safe='')}") is None:
            return False
        async for entry in self._pages("fulfilment", f"/stock/{quote(sku, safe='')}/entries", {}):
            if entry["reference"] == reference:
                return True
        return False

    async def _find(self, service: str, path: str) -> Found | None:
        answer = await self._request(service, "GET", path)
        if answer.status_code == 404:
            return None
        return _content(answer)

    async def _pages(self, service: str, path: str, query: Mapping[str, str]) -> AsyncIterator[Found]:
        after: dict[str, str] = {}
        while True:
            page = _content(await self._request(service, "GET", path, params={"limit": "200", **query, **after}))
            for item in page["items"]:
                yield item
            if not page["next"]:
                return
            after = {"after": page["next"]}

    async def _post(self, service: str, path: str, body: Found, *, key: str) -> Found:
        return _content(await self._request(service, "POST", path, json=body, headers={"Idempotency-Key": key}))

    async def _request(
        self, service: str, method: str, path: str, *, give_up_after_s: float | None = None, **more: Any
    ) -> httpx.Response:
        client = self._clients[service]
        limit_s = self._give_up_after_s if give_up_after_s is None else give_up_after_s
        give_up_at = asyncio.get_running_loop().time() + limit_s
        wait = 0.1
        while True:
            why = ""
            try:
                async with self._slots:
                    answer = await client.request(method, path, **more)
            except httpx.TransportError as error:
                why = type(error).__name__
            else:
                if answer.status_code not in _PASSING:
                    return _understood(answer, service)
                why = f"HTTP {answer.status_code}"
            if asyncio.get_running_loop().time() + wait > give_up_at:
                raise Problem(
                    f"{service} at {client.base_url} does not answer ({why}); `backshop status` shows what is up."
                    " Run the import again then: it goes on where it stopped"
                )
            await asyncio.sleep(wait)  # a service that is starting gets time, each round more
            wait = min(2 * wait, 2)


def _understood(answer: httpx.Response, service: str) -> httpx.Response:
    if answer.status_code in (401, 403):
        raise Problem(f"{service} does not accept the token: {detail_of(answer)}")
    if answer.status_code >= 500:
        raise Problem(f"{service} failed: {detail_of(answer)}")
    return answer


def _content(answer: httpx.Response) -> Found:
    if answer.is_error:
        raise Refusal(detail_of(answer))
    found: Found = answer.json()
    return found


def _in_bulk(items: Sequence[Found]) -> list[Sequence[Found]]:
    return [items[start : start + MOST_IN_BULK] for start in range(0, len(items), MOST_IN_BULK)]


def digest(content: Any) -> str:
    """The same for the same content; makes the key of a command that stands for it."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
