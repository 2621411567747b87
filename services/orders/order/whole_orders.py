"""Orders with all that belongs to them, as they are shown."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from services.orders.notes.model import Note
from services.orders.notes.store import NOTE_COLUMNS, NOTES, note_of
from services.orders.order.content import Ordered
from services.orders.order.model import Order
from services.orders.order.store import ORDER_COLUMNS, order_of, ordered_of
from services.orders.statuses.settings import CustomStatus, ProcessSettings
from shared.stored_settings import get_settings
from shared.transaction import Queries


class WholeOrder(NamedTuple):
    order: Order
    ordered: Ordered
    note: Note | None
    phone_e164: str | None
    custom_status: CustomStatus | None = None


async def find_whole_orders(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, WholeOrder]:
    rows = await queries.fetch(_SELECT, list(order_ids))
    # Most shops have none, and ask for nothing more.
    has_status = any(row["custom_status"] for row in rows)
    shown = (await get_settings(queries, ProcessSettings)).shown if has_status else _has_none
    return {
        row["order_id"]: WholeOrder(
            order_of(row), ordered_of(row), note_of(row), row["phone_e164"], shown(row["custom_status"])
        )
        for row in rows
    }


def _has_none(_: str | None) -> None:
    return None


_SELECT = f"""
SELECT {ORDER_COLUMNS}, customer, content, phone_e164, {NOTE_COLUMNS}
FROM orders JOIN order_contents USING (order_id) LEFT JOIN {NOTES} USING (order_id)
WHERE order_id = ANY($1::uuid[])
"""  # noqa: S608
