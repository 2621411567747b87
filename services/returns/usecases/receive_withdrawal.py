"""A declaration of withdrawal comes in: it is kept as it is, and its receipt is sent, whatever it opens."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.returns.orders.model import Order
from services.returns.orders.store import get_order
from services.returns.usecases.open_withdrawal import open_withdrawal
from services.returns.withdrawals import store
from services.returns.withdrawals.asked import UnitsToWithdraw
from services.returns.withdrawals.model import (
    Case,
    CaseState,
    ConsumersOnly,
    LineNotInOrder,
    NothingToWithdraw,
    Withdrawal,
    lines_of_order,
)
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.values import Actor, Language, Line, Text
from shared.schemas.withdrawals import WithdrawalReceived, WithdrawalWay, WithdrawnLine
from shared.transaction import Tx, announce


class WithdrawFromOrder(Contract):
    """Without lines from all of it; with `received_on` it came by a letter, which staff enter."""

    order_id: UUID
    by: Actor
    name: Line
    email: Line | None
    lines: tuple[UnitsToWithdraw, ...] | None = None
    reason: Text | None = None
    shown: Text | None = None
    received_on: date | None = None
    language: Language


class WithdrawByNumber(Contract):
    by: Actor
    order_number: Line
    name: Line
    email: Line
    goods: Text | None = None
    reason: Text | None = None
    shown: Text | None = None
    language: Language


async def withdraw_from_order(tx: Tx, command: WithdrawFromOrder) -> Case:
    """Raises OrderNotFound, NothingToWithdraw, ConsumersOnly, LineNotInOrder, MoreThanOrdered."""
    order = await get_order(tx, command.order_id)
    if not order.lines:
        raise NothingToWithdraw(f"what was ordered by {command.order_id} is not known here yet")
    letter = command.received_on is not None
    if order.business and not letter:
        raise ConsumersOnly(f"order {order.number} is of a business: only consumers may withdraw from a contract")
    lines = None if command.lines is None else named_lines(order, command.lines)
    lines_of_order(order, lines)
    declared = _declared(
        command,
        way=WithdrawalWay.LETTER if letter else WithdrawalWay.ORDER_PAGE,
        order_id=order.order_id,
        order_number=order.number,
        lines=lines,
        received_on=command.received_on,
    )
    case = await _keep(tx, declared)
    if case.state is not CaseState.NEW:
        return case
    return await open_withdrawal(tx, case, order, lines_of_order(order, lines))


async def withdraw_by_number(tx: Tx, command: WithdrawByNumber) -> Case:
    """Which order it is of is looked up later: who declares it learns nothing of that."""
    return await _keep(
        tx, _declared(command, way=WithdrawalWay.PUBLIC_PAGE, order_number=command.order_number, goods=command.goods)
    )


def named_lines(order: Order, lines: Iterable[UnitsToWithdraw]) -> tuple[WithdrawnLine, ...]:
    named = []
    for place, one in enumerate(lines):
        line = order.line(one.line_no)
        if line is None:
            raise LineNotInOrder(f"order {order.number} has no line {one.line_no}", field=f"lines/{place}/line_no")
        named.append(WithdrawnLine(**line.named | {"quantity": one.quantity}))
    return tuple(named)


def _declared(command: WithdrawFromOrder | WithdrawByNumber, **of: Any) -> Withdrawal:
    none = {"order_id": None, "lines": None, "goods": None, "received_on": None}
    return Withdrawal(
        withdrawal_id=uuid7(),
        received_at=now().replace(microsecond=0),
        name=command.name,
        email=command.email,
        reason=command.reason,
        shown=command.shown,
        language=command.language,
        by=command.by,
        **none | of,
    )


async def _keep(tx: Tx, declared: Withdrawal) -> Case:
    """The first of the same, whose receipt is sent or on its way."""
    if same := await store.find_same(tx, declared.said):
        return same
    await store.insert_withdrawal(tx, declared)
    announce(tx, WithdrawalReceived(**{name: getattr(declared, name) for name in Withdrawal.__dataclass_fields__}))
    return Case(withdrawal=declared, state=CaseState.NEW)
