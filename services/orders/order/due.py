"""SQL of orders whose time to be paid is over."""

from datetime import datetime

from services.orders.order.store import SELECT_WITH_CONTENT, OrderWithContent, with_content
from shared.stored import Unreadable, each_readable
from shared.transaction import Tx, lock_numbers


async def lock_next_due(tx: Tx, at: datetime, *, limit: int) -> list[OrderWithContent | Unreadable]:
    """First those that have waited longest; none that another transaction works on, which is not waited for.

    None either of which something is parked: that may be its payment.
    """
    due = await tx.fetch(_DUE, at, limit)
    by_number = {lock_numbers([str(row["order_id"])])[0]: row["order_id"] for row in due}
    locked = await tx.fetch(_TRY_LOCKS, list(by_number)) if due else []
    # Only now, with their locks: what was told of them until then is known.
    rows = await tx.fetch(SELECT_WITH_CONTENT, [by_number[row["number"]] for row in locked]) if locked else []
    return each_readable(rows, with_content)


_DUE = """
SELECT order_id FROM orders WHERE expires_at <= $1
    AND NOT EXISTS (SELECT FROM parked WHERE parked.key = orders.order_id::text)
ORDER BY expires_at, order_id LIMIT $2
"""
_TRY_LOCKS = "SELECT number FROM unnest($1::bigint[]) AS number WHERE pg_try_advisory_xact_lock(number)"
