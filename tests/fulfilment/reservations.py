"""Reservations as tests speak of them: made, run out, named by an order, and what was told of them."""

from typing import Any
from uuid import UUID

import httpx

from services.fulfilment.usecases.expire_reservations import expire_reservations
from shared.schemas.fulfilment import ReservationEvent
from shared.schemas.orders import OrderPlaced
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import placed


async def ask(warehouse: Warehouse, key: str | None = None, more: Any = None, **lines: int) -> httpx.Response:
    body = {"lines": [{"sku": sku, "quantity": units} for sku, units in lines.items()], **(more or {})}
    return await warehouse.service.post("/reservations", body, key=key)


async def reserve(warehouse: Warehouse, more: Any = None, **lines: int) -> UUID:
    response = await ask(warehouse, more=more, **lines)
    assert response.status_code == 201, response.text
    return UUID(response.json()["reservation_id"])


async def state(warehouse: Warehouse, reservation_id: UUID) -> tuple[str, list[tuple[str, int]]]:
    found = await warehouse.get(f"/reservations/{reservation_id}")
    return found["state"], [(line["sku"], line["reserved"]) for line in found["lines"]]


async def expire(warehouse: Warehouse) -> int:
    async with warehouse.service.transaction() as tx:
        return await expire_reservations(tx)


def naming(reservation_id: UUID, **order: Any) -> OrderPlaced:
    return placed(**order).model_copy(update={"reservation_id": reservation_id})


async def told(warehouse: Warehouse, reservation_id: UUID) -> list[str]:
    announced = [one for one in await warehouse.service.announced() if isinstance(one, ReservationEvent)]
    its = [one for one in announced if one.reservation_id == reservation_id]
    assert [one.sequence for one in its] == list(range(1, len(its) + 1))
    return [type(one).__name__ for one in its]
