"""SQL of refunds."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.billing.refunds.model import Refund, RefundState
from shared.schemas.billing import RefundedPayment
from shared.stored import Stored
from shared.transaction import Queries, Tx


async def list_refunds(queries: Queries, order_id: UUID) -> list[Refund]:
    """Of an order, oldest first."""
    rows = await queries.fetch(f"{SELECT_REFUNDS} WHERE order_id = $1 ORDER BY refund_id", order_id)
    return [refund_of(row) for row in rows]


async def save_refund(tx: Tx, refund: Refund) -> None:
    """A new one, or what has become of it."""
    await tx.execute(
        _SAVE,
        refund.refund_id,
        refund.order_id,
        refund.amount,
        refund.currency,
        refund.method,
        refund.reference,
        refund.reason,
        _WRITTEN.dump_json(refund.payments).decode(),
        refund.state,
        refund.requested_at,
        refund.requested_by,
        refund.refunded_at,
        refund.settled_at,
        refund.settled_by,
        refund.failure,
        refund.return_id,
    )


def refund_of(row: asyncpg.Record) -> Refund:
    payments = _PAYMENTS.read(row["payments"], f"the payments of refund {row['refund_id']}")
    return Refund(**(dict(row) | {"payments": payments, "state": RefundState(row["state"])}))


_WRITTEN = TypeAdapter(Sequence[RefundedPayment])
_PAYMENTS: Stored[tuple[RefundedPayment, ...]] = Stored(tuple[RefundedPayment, ...])
_COLUMNS = (
    "refund_id, order_id, amount, currency, method, reference, reason, payments, state, requested_at, requested_by,"
    " refunded_at, settled_at, settled_by, failure, return_id"
)
SELECT_REFUNDS = f"SELECT {_COLUMNS} FROM refunds"  # noqa: S608
_SAVE = f"""
INSERT INTO refunds ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (refund_id) DO UPDATE SET reference = EXCLUDED.reference, state = EXCLUDED.state,
    refunded_at = EXCLUDED.refunded_at, settled_at = EXCLUDED.settled_at, settled_by = EXCLUDED.settled_by,
    failure = EXCLUDED.failure
"""  # noqa: S608
