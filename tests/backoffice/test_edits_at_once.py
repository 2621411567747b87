"""An edit and something else at once: each is done or told why not, and once all is heard the services agree."""

import asyncio
from typing import Any

import pytest
from httpx import Response

from cli.check import broken_rules
from deploy.databases import Databases
from tests.backoffice.in_any_order import Topics
from tests.backoffice.services import Services

HEARS = {"edit": "billing", "cancel": "fulfilment", "ship": "fulfilment", "pay": "billing", "credit": "billing"}
"""Who hears of the edit while the other thing is done."""
TELLS = {"ship": "fulfilment.events", "pay": "billing.events", "credit": "billing.events"}
"""Where orders hears of it while it is edited."""


class AtOnce:
    def __init__(self, shop: Services, order_id: str, version: int, other: str) -> None:
        self.shop, self.order_id, self.version, self.other = shop, order_id, version, other
        self.topics = Topics(shop)

    async def edit(self, lamps: int = 1) -> Response:
        body = {"lines": [{"line_no": 1, "quantity": lamps}, {"sku": "BOOK", "quantity": 1}]}
        return await self._post("orders", f"/orders/{self.order_id}/edit", body)

    async def do(self) -> Response:
        path, order_id = f"/orders/{self.order_id}", self.order_id
        match self.other:
            case "edit":
                return await self.edit(lamps=5)
            case "cancel":
                return await self._post("orders", f"{path}/cancel", {"reason": "changed her mind"})
            case "pay":
                return await self._post("billing", f"{path}/payments", {})
            case "credit":
                lines = [{"line_no": 1, "quantity": 1}]
                return await self._post("billing", "/credit-notes", {"order_id": order_id, "lines": lines})
        (shipment,) = (await self.shop.get("fulfilment", path))["shipments"]
        return await self._post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", None)

    async def commands(self) -> list[Response]:
        return await asyncio.gather(self.edit(), self.do())

    async def edit_is_heard(self) -> list[Response]:
        edited = await self.edit()
        done, _ = await asyncio.gather(self.do(), self._hear(HEARS[self.other], "orders.events"))
        return [edited, done]

    async def other_is_heard(self) -> list[Response]:
        done = await self.do()
        edited, _ = await asyncio.gather(self.edit(), self._hear("orders", TELLS.get(self.other, "")))
        return [edited, done]

    async def _hear(self, reader: str, topic: str) -> None:
        await self.topics.take()
        if events := self.topics.unheard.pop((reader, topic), []):
            await self.shop[reader].deliver(*events)

    async def _post(self, service: str, path: str, body: Any) -> Response:
        return await self.shop[service].post(path, body, headers={"If-Match": f'"{self.version}"'})


@pytest.mark.parametrize("other", ["ship", "pay", "credit", "cancel", "edit"])
async def test_an_edit_and_something_else_at_once_leave_all_services_in_agreement(
    shop: Services, administrator: Databases, other: str
) -> None:
    for way in (AtOnce.commands, AtOnce.edit_is_heard, AtOnce.other_is_heard):
        order_id = (await shop.place())["order_id"]
        one = AtOnce(shop, order_id, (await shop.get("orders", f"/orders/{order_id}"))["version"], other)
        answers = await way(one)
        done = [answer.status_code for answer in answers]
        assert all(status in (200, 201, 409, 412) for status in done), [answer.text for answer in answers]
        assert min(done) < 300
        await one.topics.hear_all()
        seen, billed = [await shop.get(name, f"/orders/{order_id}") for name in ("orders", "billing")]
        assert seen["balance"] == billed["balance"]
    broken = {rule: found for rule, found in (await broken_rules(administrator)).items() if found}
    assert set(broken) == {"no event waits in an outbox"}, broken
