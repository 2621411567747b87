"""An order as it is now, told by the events that a reader needs who has heard of none, or not of all."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.orders.order.as_placed import REASON_UNKNOWN
from services.orders.order.content import OrderContent, Ordered
from services.orders.order.events import order_cancelled, order_customer_changed, order_edited, order_placed, snapshot
from services.orders.order.model import Order
from services.orders.order.store import ORDER_COLUMNS, order_of, ordered_of
from shared.schemas.event import Event
from shared.schemas.orders import OrderCustomerChanged, OrderEdited, OrderHeld, OrderPlaced, OrderResumed
from shared.stored import Stored, Unreadable, each_readable
from shared.transaction import Queries

FIRST_VERSION = 1
_UNKNOWN = bytes(16)


class LastEdit(NamedTuple):
    gross_before: Decimal
    reason: str | None
    edited_at: datetime
    by: str


class LastOfCustomer(NamedTuple):
    """When its customer was changed last, and by whom."""

    at: datetime
    by: str


class AsItIs(NamedTuple):
    """`as_placed` is what it consisted of when it was placed.

    `placed_by` and what follows is what the history has: who did it, and when that was written down.
    """

    order: Order
    ordered: Ordered
    as_placed: OrderContent
    last_edit: LastEdit | None
    last_of_customer: LastOfCustomer | None
    fingerprint: bytes
    placed_by: str
    resumed_by: str | None
    cancelled_recorded_at: datetime | None

    @property
    def events(self) -> Sequence[Event]:
        """First how it stands, then its placement, for whom it is new: so nothing is made that is off already."""
        return [*self._standing(), *self._edited(), *self._customer_changed(), self._placed(), snapshot(self.order)]

    def _standing(self) -> Iterable[Event]:
        order = self.order
        if order.cancelled_at:
            recorded_at = self.cancelled_recorded_at or order.cancelled_at
            order = order.but(cancelled_by=order.cancelled_by or self.placed_by)
            yield order_cancelled(order, self.ordered, occurred_at=None, recorded_at=recorded_at)
        elif order.hold_sequence is not None and not self._held_from_the_start:
            yield OrderHeld.model_construct(
                order_id=order.order_id,
                sequence=order.hold_sequence,
                reason=order.hold_reason or REASON_UNKNOWN,
                by=order.held_by or self.placed_by,
            )
        elif self.resumed_by:
            # A later hold comes after its version.
            yield OrderResumed.model_construct(order_id=order.order_id, sequence=order.version, by=self.resumed_by)

    def _edited(self) -> Iterable[OrderEdited]:
        """The last edit tells all of it. What it changed the customer was told then."""
        if edit := self.last_edit:
            yield order_edited(
                self.order,
                self.ordered,
                (),
                gross_before=edit.gross_before,
                reason=edit.reason,
                notify_customer=False,
                at=edit.edited_at,
                by=edit.by,
            )

    def _customer_changed(self) -> Iterable[OrderCustomerChanged]:
        """The last change tells all of it."""
        if change := self.last_of_customer:
            yield order_customer_changed(self.order, self.ordered, reason=None, at=change.at, by=change.by)

    @property
    def _held_from_the_start(self) -> bool:
        return self.order.hold_sequence == FIRST_VERSION

    def _placed(self) -> OrderPlaced:
        """A later hold is told by an event of its own; that it was brought over from elsewhere is not kept."""
        first = self.order.but(version=FIRST_VERSION)
        if not self._held_from_the_start:
            first = first.but(hold_sequence=None, hold_reason=None)
        fingerprint = None if self.fingerprint == _UNKNOWN else self.fingerprint
        ordered = self.ordered._replace(content=self.as_placed)
        return order_placed(first, ordered, fingerprint, occurred_at=None, by=self.placed_by)


async def find_next_orders(queries: Queries, *, after: UUID, since: datetime | None, limit: int) -> list[UUID]:
    """Orders that were taken since then, in the order of their ids."""
    rows = await queries.fetch(
        "SELECT order_id FROM orders WHERE order_id > $1 AND ($2::timestamptz IS NULL OR created_at >= $2)"
        " ORDER BY order_id LIMIT $3",
        after,
        since,
        limit,
    )
    return [row["order_id"] for row in rows]


async def find_as_they_are(queries: Queries, order_ids: Sequence[UUID]) -> list[AsItIs | Unreadable]:
    """Their orders are locked."""
    return each_readable(await queries.fetch(_SELECT, order_ids), _as_it_is)


def _as_it_is(row: asyncpg.Record) -> AsItIs:
    ordered = ordered_of(row)
    return AsItIs(
        order=order_of(row),
        ordered=ordered,
        as_placed=_BEFORE.read(row["placed"], f"order {row['number']}") if row["placed"] else ordered.content,
        last_edit=LastEdit(row["gross_before"], row["edit_reason"], row["edited_at"], row["edited_by"])
        if row["placed"]
        else None,
        last_of_customer=LastOfCustomer(row["customer_changed_at"], row["customer_changed_by"])
        if row["customer_changed_at"]
        else None,
        fingerprint=row["fingerprint"],
        placed_by=row["placed_by"],
        resumed_by=row["resumed_by"],
        cancelled_recorded_at=row["cancelled_recorded_at"],
    )


def _of_history(column: str, action: str) -> str:
    """Of the last entry of this kind."""
    return (
        f"(SELECT {column} FROM history WHERE history.order_id = orders.order_id"  # noqa: S608
        f" AND action = '{action}' ORDER BY id DESC LIMIT 1)"
    )


_BEFORE: Stored[OrderContent] = Stored(OrderContent)
_SELECT = f"""
SELECT {ORDER_COLUMNS}, customer, content, fingerprint,
    coalesce({_of_history("by", "placed")}, 'orders') AS placed_by,
    {_of_history("by", "resumed")} AS resumed_by,
    {_of_history("recorded_at", "cancelled")} AS cancelled_recorded_at,
    (SELECT before FROM order_edits AS edit WHERE edit.order_id = orders.order_id ORDER BY version LIMIT 1) AS placed,
    last_edit.*, last_of_customer.*
FROM orders JOIN order_contents USING (order_id) LEFT JOIN LATERAL (
    SELECT coalesce(gross_before, (before -> 'totals' ->> 'gross')::numeric) AS gross_before,
        reason AS edit_reason, edited_at, by AS edited_by
    FROM order_edits AS edit WHERE edit.order_id = orders.order_id ORDER BY version DESC LIMIT 1
) AS last_edit ON true LEFT JOIN LATERAL (
    SELECT at AS customer_changed_at, by AS customer_changed_by FROM history
    WHERE history.order_id = orders.order_id
        AND action IN ('customer_changed', 'customer_attached', 'customer_detached')
    ORDER BY id DESC LIMIT 1
) AS last_of_customer ON true
WHERE order_id = ANY($1::uuid[]) ORDER BY order_id
"""  # noqa: S608
