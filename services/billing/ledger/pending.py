"""A payment that is on its way: no entry of the ledger until it is recorded; it may fail. Its SQL."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from shared.refused import NotFound, Refused
from shared.schemas.billing import PaymentFailed, PaymentPending
from shared.transaction import Queries, Tx


class PaymentIsPending(Refused):
    type = "payment-pending"


class NothingPending(NotFound):
    type = "nothing-pending"


@dataclass(frozen=True, slots=True)
class Pending:
    """`since` is when it was told of here."""

    order_id: UUID
    entry_id: UUID
    amount: Decimal
    currency: str
    method: str | None
    reference: str | None
    since: datetime
    by: str

    def is_pending(self, *, sequence: int, again: bool = False) -> PaymentPending:
        return PaymentPending(**self._told(), sequence=sequence, again=again, recorded_at=self.since, by=self.by)

    def has_failed(self, *, sequence: int, reason: str | None, at: datetime, by: str) -> PaymentFailed:
        return PaymentFailed(**self._told(), sequence=sequence, reason=reason, recorded_at=at, by=by)

    def _told(self) -> dict[str, Any]:
        names = ("order_id", "entry_id", "amount", "currency", "method", "reference")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Expected:
    """The payment of an order that is pending now, if any; the order's version after it."""

    order_id: UUID
    version: int
    pending: Pending | None


def pending_as_announced(event: PaymentPending) -> Pending:
    return Pending(
        event.order_id,
        event.entry_id,
        event.amount,
        event.currency,
        event.method,
        event.reference,
        event.recorded_at,
        event.by,
    )


async def find_pending(queries: Queries, order_id: UUID) -> Pending | None:
    row = await queries.fetchrow(f"{SELECT_PENDING} WHERE order_id = $1", order_id)
    return pending_of(row) if row else None


async def insert_pending(tx: Tx, one: Pending) -> None:
    """Of an order that has none."""
    await tx.execute(
        "INSERT INTO pending_payments (order_id, entry_id, amount, currency, method, reference, since, by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        one.order_id,
        one.entry_id,
        one.amount,
        one.currency,
        one.method,
        one.reference,
        one.since,
        one.by,
    )


async def delete_pending(tx: Tx, order_id: UUID) -> None:
    """Money came in, or will not."""
    await tx.execute("DELETE FROM pending_payments WHERE order_id = $1", order_id)


def pending_of(row: asyncpg.Record) -> Pending:
    return Pending(**dict(row))


SELECT_PENDING = "SELECT order_id, entry_id, amount, currency, method, reference, since, by FROM pending_payments"
