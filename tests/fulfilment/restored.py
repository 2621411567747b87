"""The warehouse's books set back to before all this, and what was announced taken back."""

from collections.abc import Sequence
from typing import Any

from services.fulfilment.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Unknown, Verdict
from shared.schemas.event import Event
from tests.fulfilment.warehouse import Warehouse
from tests.support.service import empty


async def set_back(warehouse: Warehouse) -> None:
    await empty(warehouse.service.database)
    warehouse.service._positions.clear()


async def take_back(warehouse: Warehouse, events: Sequence[Event], needed: Sequence[Event]) -> Sequence[Verdict]:
    async with warehouse.service.database.transaction(taking_back=True) as tx:
        return await TAKE_BACK.take(tx, Unknown(events, needed))


async def slips(warehouse: Warehouse) -> list[dict[str, Any]]:
    async with warehouse.service.reading() as queries:
        rows = await queries.fetch("SELECT * FROM shipments ORDER BY slip_no")
    return [dict(row) for row in rows]
