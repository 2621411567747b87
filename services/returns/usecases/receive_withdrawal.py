"""A declaration of withdrawal comes in: it is kept as it is, and its receipt is sent, whatever it opens."""

from datetime import date
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.returns.orders.model import Order
from services.returns.orders.store import get_order
from services.returns.settings import ShopTime
from services.returns.usecases.open_withdrawal import left_of_order, not_excepted, open_withdrawal
from services.returns.withdrawals import store
from services.returns.withdrawals.asked import UnitsToWithdraw
from services.returns.withdrawals.model import (
    SAME_WITHIN,
    Case,
    CaseState,
    ConsumersOnly,
    DayNotPossible,
    NothingToWithdraw,
    Withdrawal,
)
from services.returns.withdrawals.named_lines import named_lines
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.values import Actor, Language, Line, Text
from shared.schemas.withdrawals import WithdrawalReceived, WithdrawalWay
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
    form: UUID | None = None


class WithdrawByNumber(Contract):
    by: Actor
    order_number: Line
    name: Line
    email: Line
    goods: Text | None = None
    reason: Text | None = None
    shown: Text | None = None
    language: Language
    form: UUID | None = None


async def withdraw_from_order(tx: Tx, command: WithdrawFromOrder) -> Case:
    """Raises OrderNotFound, NothingToWithdraw, ConsumersOnly, DayNotPossible, LineNotInOrder, MoreThanOrdered."""
    order = await get_order(tx, command.order_id)
    if not order.lines:
        raise NothingToWithdraw(f"what was ordered by {command.order_id} is not known here yet")
    letter = command.received_on is not None
    if order.business and not letter:
        raise ConsumersOnly(f"order {order.number} is of a business: only consumers may withdraw from a contract")
    if command.received_on:
        _refuse_impossible(order, command.received_on)
    lines = None if command.lines is None else named_lines(order, command.lines)
    declared = _declared(
        command,
        way=WithdrawalWay.LETTER if letter else WithdrawalWay.ORDER_PAGE,
        order_id=order.order_id,
        order_number=order.number,
        lines=lines,
        received_on=command.received_on,
    )
    if same := await _find_same(tx, declared):
        return same
    left = await left_of_order(tx, order, lines, once_more=letter)
    case = await _keep(tx, declared)
    opens = left if letter else await not_excepted(tx, left)
    if opens:
        return await open_withdrawal(tx, case, order, opens)
    waits = case.unmatched(order.order_id)
    await store.update_case(tx, waits)
    return waits


async def withdraw_by_number(tx: Tx, command: WithdrawByNumber) -> Case:
    """Which order it is of is looked up later: who declares it learns nothing of that."""
    number, goods = command.order_number, command.goods
    declared = _declared(command, way=WithdrawalWay.PUBLIC_PAGE, order_number=number, goods=goods)
    return await _find_same(tx, declared) or await _keep(tx, declared)


def _refuse_impossible(order: Order, received_on: date) -> None:
    zone = ShopTime().time_zone
    placed_on = order.placed_at.astimezone(zone).date() if order.placed_at else received_on
    if not placed_on <= received_on <= now().astimezone(zone).date():
        raise DayNotPossible(f"a letter about order {order.number} came between {placed_on} and today")


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
        form=command.form,
        by=command.by,
        **none | of,
    )


async def _find_same(tx: Tx, declared: Withdrawal) -> Case | None:
    """The first of what was sent twice, whose receipt is sent or on its way. Who sends it at this instant waits."""
    await tx.lock_keys([declared.said.hex()])
    since = None if declared.form else declared.received_at - SAME_WITHIN
    return await store.find_same(tx, declared.said, since=since)


async def _keep(tx: Tx, declared: Withdrawal) -> Case:
    await store.insert_withdrawal(tx, declared)
    announce(tx, WithdrawalReceived(**{name: getattr(declared, name) for name in Withdrawal.__dataclass_fields__}))
    return Case(withdrawal=declared, state=CaseState.NEW)
