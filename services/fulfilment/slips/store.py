"""SQL of the slips. One statement a function."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.fulfilment.slips.model import HERE_OR_LEFT, Slip, SlipLine, slip_number
from shared.schemas.fulfilment import ShipmentLine, ShipmentState
from shared.stored import Stored, each_readable
from shared.transaction import Queries, Tx


class NewSlip(NamedTuple):
    """A slip that gets its number when it is written; `lines` tell what is allocated to each."""

    shipment_id: UUID
    order_id: UUID
    lines: tuple[ShipmentLine, ...]
    created_at: datetime
    place: int | None = None
    replaces: UUID | None = None
    replaced_parcel: UUID | None = None

    @property
    def state(self) -> ShipmentState:
        return ShipmentState.NOT_SHIPPED if any(map(is_short, self.lines)) else ShipmentState.READY


def is_short(line: ShipmentLine) -> bool:
    return line.tracked and line.allocated < line.quantity


async def insert_slips(tx: Tx, slips: Sequence[NewSlip]) -> list[tuple[NewSlip, int]]:
    """Write new slips; returns each with its number, which grow in their sequence.

    The number is also the place of one that has none.
    """
    rows = await tx.fetch(
        "INSERT INTO shipments (shipment_id, order_id, state, lines, created_at, place, replaces,"
        " replaced_parcel) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::timestamptz[],"
        " $6::bigint[], $7::uuid[], $8::uuid[])"
        " RETURNING shipment_id, slip_no",
        [slip.shipment_id for slip in slips],
        [slip.order_id for slip in slips],
        [slip.state for slip in slips],
        [lines_as_stored(slip) for slip in slips],
        [slip.created_at for slip in slips],
        [slip.place for slip in slips],
        [slip.replaces for slip in slips],
        [slip.replaced_parcel for slip in slips],
    )
    numbers = {row["shipment_id"]: row["slip_no"] for row in rows}
    return [(slip, numbers[slip.shipment_id]) for slip in slips]


def lines_as_stored(slip: NewSlip) -> str:
    return _NEW_LINES.dump_json(slip.lines, exclude=_NOT_STORED).decode()


async def update_slips(tx: Tx, slips: Sequence[Slip]) -> None:
    """Write their states, and when they were made ready for pickup and shipped."""
    await tx.execute(
        "UPDATE shipments AS s SET state = new.state, shipped_at = new.shipped_at, shipped_by = new.shipped_by,"
        " pickup_ready_at = new.pickup_ready_at, pickup_ready_by = new.pickup_ready_by,"
        " delivered_at = new.delivered_at, delivered_by = new.delivered_by"
        " FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::text[],"
        " $7::timestamptz[], $8::text[]) AS new (shipment_id, state, shipped_at, shipped_by, pickup_ready_at,"
        " pickup_ready_by, delivered_at, delivered_by)"
        " WHERE s.shipment_id = new.shipment_id",
        [slip.shipment_id for slip in slips],
        [slip.state for slip in slips],
        [slip.shipped_at for slip in slips],
        [slip.shipped_by for slip in slips],
        [slip.pickup_ready_at for slip in slips],
        [slip.pickup_ready_by for slip in slips],
        [slip.delivered_at for slip in slips],
        [slip.delivered_by for slip in slips],
    )


async def update_slip_lines(tx: Tx, slips: Sequence[Slip]) -> None:
    """Write what is on them now, their places, and their states with it."""
    await update_slips(tx, slips)
    await tx.execute(
        "UPDATE shipments AS s SET lines = new.lines, place = new.place,"
        " merged_into = new.merged_into FROM unnest($1::uuid[], $2::jsonb[], $3::bigint[], $4::bigint[]) "
        " AS new (shipment_id, lines, place, merged_into)"
        " WHERE s.shipment_id = new.shipment_id",
        [slip.shipment_id for slip in slips],
        [_SLIP_LINES.dump_json(slip.lines).decode() for slip in slips],
        [slip.place for slip in slips],
        [slip.merged_into for slip in slips],
    )


async def lock_slips_beside(tx: Tx, shipment_id: UUID) -> list[Slip]:
    """All slips of the order of this shipment."""
    rows = await tx.fetch(
        f"{SELECT_SLIPS} WHERE order_id = ({_ORDER_OF}) ORDER BY slip_no FOR UPDATE",
        shipment_id,
    )
    return [slip_of(row) for row in rows]


async def lock_slips(tx: Tx, shipment_ids: Iterable[UUID]) -> list[Slip]:
    rows = await tx.fetch(
        f"{SELECT_SLIPS} WHERE shipment_id = ANY($1::uuid[]) ORDER BY slip_no FOR UPDATE", list(shipment_ids)
    )
    return [slip_of(row) for row in rows]


async def list_slips(queries: Queries, order_ids: Iterable[UUID]) -> list[Slip]:
    """All slips of these orders, oldest first."""
    rows = await queries.fetch(f"{SELECT_SLIPS} WHERE order_id = ANY($1::uuid[]) ORDER BY slip_no", list(order_ids))
    return [slip_of(row) for row in rows]


async def list_readable_slips(queries: Queries, order_ids: Iterable[UUID]) -> list[Slip]:
    """As `list_slips`, without those that cannot be read."""
    rows = await queries.fetch(f"{SELECT_SLIPS} WHERE order_id = ANY($1::uuid[]) ORDER BY slip_no", list(order_ids))
    return [one for one in each_readable(rows, slip_of) if isinstance(one, Slip)]


async def list_open_slips_with(queries: Queries, sku: str) -> list[Slip]:
    """Open slips with a tracked line of this SKU, the youngest first, and those ready for pickup after all others.

    Its stock is locked: none of them leaves.
    """
    rows = await queries.fetch(
        f"{SELECT_SLIPS} WHERE state IN ('ready', 'not_shipped')"
        " AND lines @> jsonb_build_array(jsonb_build_object('sku', $1::text, 'tracked', true))"
        " ORDER BY state = 'ready' AND pickup_ready_at IS NOT NULL, coalesce(place, slip_no) DESC, slip_no DESC",
        sku,
    )
    return [slip_of(row) for row in rows]


def slip_of(row: asyncpg.Record) -> Slip:
    slip = Slip(
        row["shipment_id"],
        row["slip_no"],
        row["place"],
        row["order_id"],
        ShipmentState(row["state"]),
        _LINES.read(row["lines"], f"slip {slip_number(row['slip_no'])}", place=row["shipment_id"]),
        row["created_at"],
        row["shipped_at"],
        row["shipped_by"],
        row["pickup_ready_at"],
        row["pickup_ready_by"],
        row["merged_into"],
        row["delivered_at"],
        row["delivered_by"],
        row["replaces"],
        row["replaced_parcel"],
    )
    # The version before does not take these off a slip that it voids, that waits again, or that it takes back.
    slip = slip if slip.state in HERE_OR_LEFT else slip.not_ready_for_pickup()
    delivered = slip.delivered_at and slip.shipped_at and slip.delivered_at >= slip.shipped_at
    return slip if delivered else slip.not_delivered()


_LINES: Stored[tuple[SlipLine, ...]] = Stored(tuple[SlipLine, ...])
_SLIP_LINES = TypeAdapter(tuple[SlipLine, ...])
_NEW_LINES = TypeAdapter(tuple[ShipmentLine, ...])
_NOT_STORED = {"__all__": {"allocated"}}

_ORDER_OF = "SELECT order_id FROM shipments WHERE shipment_id = $1"
SELECT_SLIPS = (
    "SELECT shipment_id, slip_no, coalesce(place, slip_no) AS place, order_id, state, lines, created_at, shipped_at,"
    " shipped_by, pickup_ready_at, pickup_ready_by, merged_into, delivered_at, delivered_by, replaces,"
    " replaced_parcel FROM shipments"
)
