"""Withdrawals as tests declare them, and what becomes of them."""

from datetime import timedelta
from typing import Any

from services.returns.invariants import INVARIANTS
from shared.clock import now
from shared.schemas.fulfilment import ShipmentDelivered
from shared.schemas.orders import OrderPlaced
from tests.returns.asking import Json, said, unit
from tests.returns.parcels import parcel_of
from tests.support.service import ShopService

FORM = {"name": "Camille Martin", "email": "camille@example.org", "language": "fr", "shown": "Je me rétracte."}


async def withdraw(returns: ShopService, order: OrderPlaced, units: dict[int, int] | None = None, **more: Any) -> Json:
    lines = units and [unit(line_no, quantity) for line_no, quantity in units.items()]
    return said(await returns.post(f"/orders/{order.order_id}/withdrawals", FORM | {"lines": lines} | more), 201)


async def publicly(returns: ShopService, **more: Any) -> Json:
    return said(await returns.post("/withdrawals", FORM | {"order_number": "1"} | more), 201)


async def returns_of(returns: ShopService, order: OrderPlaced) -> list[Json]:
    found: list[Json] = said(await returns.http.get(f"/orders/{order.order_id}"))["returns"]
    return found


async def case_of(returns: ShopService, one: Json) -> Json:
    return said(await returns.http.get(f"/withdrawals/{one['withdrawal_id']}"))


def delivered(order: OrderPlaced, days_ago: int) -> ShipmentDelivered:
    return ShipmentDelivered(
        order_id=order.order_id,
        sequence=3,
        shipment_id=parcel_of(order),
        slip_number="BE-000001",
        delivered_at=now() - timedelta(days=days_ago),
        by="bob",
    )


async def counts(returns: ShopService) -> Json:
    return said(await returns.http.get("/withdrawals/counts"))


async def violations(returns: ShopService, altered: str | None = None) -> list[str]:
    """With the rows as somebody made them who can take the trigger away; nothing of it stays."""
    async with returns.reading() as queries:
        connection = queries.connection
        transaction = connection.transaction()
        await transaction.start()
        try:
            if altered:
                await connection.execute("ALTER TABLE withdrawals DISABLE TRIGGER ALL")
                await connection.execute("DELETE FROM withdrawal_cases")
                await connection.execute(altered)
            return [
                one for rule in (INVARIANTS[:1] if altered else INVARIANTS) for one in await rule.violations(connection)
            ]
        finally:
            await transaction.rollback()
