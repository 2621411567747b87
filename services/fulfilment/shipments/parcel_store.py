"""SQL of the parcels. One statement a function."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg

from services.fulfilment.carriers.model import CheckDigit
from services.fulfilment.shipments.parcels import Parcel
from shared.transaction import Queries, Tx

_COLUMNS = (
    "parcel_id, shipment_id, carrier, carrier_name, tracking_number, check_digit, link, weight_g, is_return,"
    " added_at, added_by, changed_at, changed_by, lost_at, lost_by"
)
SELECT_PARCELS = f"SELECT {_COLUMNS} FROM parcels"  # noqa: S608


async def save_parcel(tx: Tx, parcel: Parcel) -> None:
    columns = _COLUMNS.split(", ")
    await tx.execute(
        f"INSERT INTO parcels ({_COLUMNS}) VALUES ({', '.join(f'${n}' for n in range(1, len(columns) + 1))})"  # noqa: S608
        " ON CONFLICT (parcel_id) DO UPDATE SET carrier = EXCLUDED.carrier, carrier_name = EXCLUDED.carrier_name,"
        " tracking_number = EXCLUDED.tracking_number, check_digit = EXCLUDED.check_digit, link = EXCLUDED.link,"
        " weight_g = EXCLUDED.weight_g, is_return = EXCLUDED.is_return, changed_at = EXCLUDED.changed_at,"
        " changed_by = EXCLUDED.changed_by, lost_at = EXCLUDED.lost_at, lost_by = EXCLUDED.lost_by",
        *(getattr(parcel, column) for column in columns),
    )


async def delete_parcel(tx: Tx, parcel_id: UUID) -> None:
    await tx.execute("DELETE FROM parcels WHERE parcel_id = $1", parcel_id)


async def move_parcels(tx: Tx, shipment_id: UUID, to: UUID) -> None:
    await tx.execute("UPDATE parcels SET shipment_id = $2 WHERE shipment_id = $1", shipment_id, to)


async def find_shipment_of_parcel(queries: Queries, parcel_id: UUID) -> UUID | None:
    shipment_id: UUID | None = await queries.fetchval("SELECT shipment_id FROM parcels WHERE parcel_id = $1", parcel_id)
    return shipment_id


async def find_parcels(queries: Queries, shipment_ids: Iterable[UUID]) -> dict[UUID, tuple[Parcel, ...]]:
    """By shipment, in the order in which they were added."""
    rows = await queries.fetch(
        f"{SELECT_PARCELS} WHERE shipment_id = ANY($1::uuid[]) ORDER BY added_at, parcel_id", list(shipment_ids)
    )
    found: dict[UUID, tuple[Parcel, ...]] = {}
    for row in rows:
        found[row["shipment_id"]] = (*found.get(row["shipment_id"], ()), parcel_of(row))
    return found


def parcel_of(row: asyncpg.Record) -> Parcel:
    digit = row["check_digit"]
    return Parcel(**(dict(row) | {"check_digit": digit and CheckDigit(digit)}))
