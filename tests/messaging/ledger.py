"""A small ledger service, to test the toolkit's guarantees apart from any shop rule."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from shared.http import Idempotent, scope
from shared.messaging.handlers import each
from shared.refused import Refused
from shared.schemas.fulfilment import NothingToShip
from shared.schemas.orders import OrderCancelled, OrderHeld, OrderPlaced
from shared.service import Service
from shared.transaction import Tx, announce
from tests.support.service import ShopService

BROKEN = "this use case has a bug"


class Closed(Refused):
    type = "ledger-closed"


class Entry(BaseModel):
    text: str


class Written(BaseModel):
    id: int
    text: str


async def note_placements(tx: Tx, events: Sequence[OrderPlaced]) -> None:
    for event in events:
        await _note(tx, event.order_id, f"placed {event.number}")
        announce(tx, NothingToShip(order_id=event.order_id))
        if event.number == "broken" and not await tx.fetchval("SELECT mended FROM mended"):
            raise RuntimeError(BROKEN)


async def note_cancellation(tx: Tx, event: OrderCancelled) -> None:
    await _note(tx, event.order_id, "cancelled")


async def note_hold(tx: Tx, event: OrderHeld) -> None:
    await _note(tx, event.order_id, "held")


async def write_entry(tx: Tx, entry: Entry) -> Written:
    if entry.text == "refuse me":
        raise Closed("the ledger is closed")
    written = await tx.fetchval("INSERT INTO notes (what) VALUES ($1) RETURNING id", entry.text)
    return Written(id=written, text=entry.text)


async def write_entries(tx: Tx, entries: Sequence[Entry]) -> Sequence[Written | Refused]:
    return [
        Closed("the ledger is closed") if entry.text == "refuse me" else await write_entry(tx, entry)
        for entry in entries
    ]


async def _note(tx: Tx, order_id: UUID, what: str) -> None:
    await tx.execute("INSERT INTO notes (order_id, what) VALUES ($1, $2)", order_id, what)


router = APIRouter()


@router.post("/entries", status_code=201, response_model=Written, dependencies=[scope("orders:write")])
async def post_entry(entry: Entry, once: Idempotent) -> Response:
    return await once(write_entry, entry)


@router.post("/shared-entries", status_code=201, response_model=Written, dependencies=[scope("orders:write")])
async def post_shared_entry(entry: Entry, once: Idempotent) -> Response:
    return await once.batched(write_entries, entry)


service = Service(
    name="ledger",
    handlers={OrderPlaced: note_placements, OrderHeld: each(note_hold), OrderCancelled: each(note_cancellation)},
    routers=(router,),
)


class Ledger(ShopService):
    async def notes(self, order_id: UUID | None = None) -> list[str]:
        async with self.reading() as tx:
            rows = await tx.fetch(
                "SELECT what FROM notes WHERE $1::uuid IS NULL OR order_id = $1 ORDER BY id", order_id
            )
        return [row["what"] for row in rows]

    async def mend(self) -> None:
        async with self.transaction() as tx:
            await tx.execute("INSERT INTO mended VALUES (true)")
