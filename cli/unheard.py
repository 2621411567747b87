"""Documents and payments of billing that are not in the history of their order, as after `billing.events` was lost."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import itemgetter

import asyncpg

from deploy.databases import Databases
from deploy.problem import Problem
from services.billing import invariants as billing
from services.orders import invariants as orders


async def list_unheard(databases: Databases, since: datetime | None = None) -> list[str]:
    """A line each, of what was issued or recorded from then on. What is under way is among them until it is heard."""
    try:
        # Billing first: what is made after that is not missed in the histories.
        issued = await databases["billing"].fetch(billing.ISSUED)
        recorded = await databases["billing"].fetch(billing.RECORDED)
        named = {(row[0], row[1]) for row in await databases["orders"].fetch(orders.ANNOUNCED)}
        heard = await databases["orders"].fetch(orders.PAYMENTS_HEARD)
    except asyncpg.DataError as error:
        raise Problem(f"a history cannot be read ({error}); `backshop check` names it") from error

    documents = [row for row in issued if (row["order_id"], row["number"]) not in named]
    payments = list(_unheard_payments(recorded, heard))
    lines = [
        *((row["order_number"], row["issued_at"], _document(row)) for row in documents),
        *((row["order_number"], row["recorded_at"], _payment(row)) for row in payments),
    ]
    return [
        f"order {number}: {what}"
        for number, at, what in sorted(lines, key=itemgetter(0, 1))
        if since is None or at >= since
    ]


def _unheard_payments(recorded: Sequence[asyncpg.Record], heard: Sequence[asyncpg.Record]) -> Iterator[asyncpg.Record]:
    """An entry of the history stands for one payment: of two like ones there are two. Older ones do not say when."""
    left = Counter((row["order_id"], row["kind"], row["amount"], row["currency"], row["paid_at"]) for row in heard)
    unsure = []
    for row in recorded:
        of = (row["order_id"], row["kind"], row["amount"], row["currency"], row["paid_at"])
        if left[of]:
            left[of] -= 1
        else:
            unsure.append(row)
    for row in unsure:
        undated = (row["order_id"], row["kind"], row["amount"], row["currency"], None)
        if left[undated]:
            left[undated] -= 1
        else:
            yield row


def _document(row: asyncpg.Record) -> str:
    return f"{row['kind'].replace('_', ' ')} {row['number']} of {row['gross']} {row['currency']}"


def _payment(row: asyncpg.Record) -> str:
    return f"{row['kind']} of {row['amount']} {row['currency']}, recorded {row['recorded_at']:%Y-%m-%d %H:%M:%S} UTC"
