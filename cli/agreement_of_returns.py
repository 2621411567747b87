"""What returns says is done of its decisions, and expects back, against those who carry them out."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import asyncpg

from deploy.databases import Databases
from services.billing import invariants as billing
from services.fulfilment import invariants as fulfilment
from services.notifier import invariants as notifier
from services.returns import invariants as returns
from services.returns.returned.decisions import DecisionState
from shared.schemas.returns import ReturnDecision

OWNERS = {
    ReturnDecision.RESTOCK: "fulfilment",
    ReturnDecision.CREDIT: "billing",
    ReturnDecision.REFUND: "billing",
    ReturnDecision.EXCHANGE: "billing",
}


async def back_from_parcels(databases: Databases) -> list[str]:
    """Returns of one parcel expect together what was in it at most, line by line."""
    back = await databases["returns"].fetch(returns.LINES_BACK)
    parcels = await databases["fulfilment"].fetch(fulfilment.LINES_OF_PARCELS, list({row[0] for row in back}))
    in_it = {(shipment_id, line_no): quantity for shipment_id, line_no, quantity in parcels}
    return [
        f"line {line_no} of shipment {shipment_id}: {numbers} expect {quantity} of"
        f" {in_it.get((shipment_id, line_no), 0)} back"
        for shipment_id, line_no, quantity, numbers in back
        if quantity > in_it.get((shipment_id, line_no), 0)
    ]


async def exchanges_settled(databases: Databases) -> list[str]:
    """Of each order in exchange as much is settled as its return says, and it is the order that orders placed."""
    said = {row[0]: row[1] for row in await databases["returns"].fetch(returns.EXCHANGES)}
    settled = {row[0]: row[1] for row in await databases["billing"].fetch(billing.EXCHANGES)}
    return [
        f"order {order_id} in exchange: {said.get(order_id)} is settled for its return, {settled.get(order_id)} for"
        " billing"
        for order_id in sorted(said.keys() | settled.keys())
        if said.get(order_id) != settled.get(order_id)
    ]


async def withdrawals_as_heard(databases: Databases) -> list[str]:
    """Each is as it was when the notifier heard of it, whose database the role of returns cannot write to."""
    rows = await databases["returns"].fetch(returns.DECLARED)
    kept = {row["withdrawal_id"]: returns.digest_declared(row) for row in rows}
    heard = {row[0]: row[1] for row in await databases["notifier"].fetch(notifier.WITHDRAWALS)}
    return [
        *(f"withdrawal {one} was declared, and is not there" for one in sorted(heard.keys() - kept.keys())),
        *(f"withdrawal {one} is there, and its receipt is not" for one in sorted(kept.keys() - heard.keys())),
        *(
            f"withdrawal {one} is not as it was declared"
            for one in sorted(kept.keys() & heard.keys())
            if heard[one] is not None and heard[one] != kept[one]
        ),
    ]


class _Decision(NamedTuple):
    number: str
    kind: str
    state: str
    amount: Decimal | None


Carried = Mapping[tuple[UUID, str], Decimal | None]
"""What owners have carried out, by decision and kind, with its amount; stock has none."""


async def decisions_carried_out(databases: Databases) -> list[str]:
    """What a return says is done is done as it says, and nothing else was done by a return; nothing is forgotten."""
    decided = {row[0]: _Decision(*row[1:]) for row in await databases["returns"].fetch(returns.DECISIONS)}
    rows = [
        *await databases["billing"].fetch(billing.OF_RETURNS, list(decided)),
        *await databases["fulfilment"].fetch(fulfilment.OF_RETURNS),
    ]
    return [*_not_as_said(decided, _by_decision(rows)), *_not_said(decided, rows)]


def _by_decision(rows: list[asyncpg.Record]) -> Carried:
    return {(decision_id, kind): amount for decision_id, kind, amount, _ in rows}


def _not_as_said(decided: Mapping[UUID, _Decision], carried: Carried) -> Iterator[str]:
    for decision_id, one in decided.items():
        owner, key = OWNERS.get(ReturnDecision(one.kind)), (decision_id, one.kind)
        if owner is None:
            continue
        what = f"return {one.number}: {one.kind} {decision_id}"
        if one.state == DecisionState.DONE and key not in carried:
            yield f"{what} is done, {owner} knows of none"
        elif one.state == DecisionState.DONE and carried[key] not in (None, one.amount):
            yield f"{what} is over {one.amount}, {owner} has {carried[key]}"
        elif one.state == DecisionState.ASKED and one.kind != ReturnDecision.REFUND:  # money takes its time
            yield f"{what} was asked, and {owner} has not answered"


def _not_said(decided: Mapping[UUID, _Decision], rows: list[asyncpg.Record]) -> Iterator[str]:
    for decision_id, kind, _, order_id in rows:
        if decision_id not in decided or decided[decision_id].state != DecisionState.DONE:
            yield f"{kind} {decision_id} of order {order_id} was carried out, and no return says that it is done"
