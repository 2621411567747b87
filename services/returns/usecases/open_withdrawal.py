"""What a withdrawal opens: a return for what has left, and what the order is asked for of what has not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from services.returns.orders.model import Order
from services.returns.orders.store import find_order
from services.returns.returned import store as returns_store
from services.returns.returned.announcing import record, record_of_new
from services.returns.returned.decision_store import StepDone
from services.returns.returned.fees import way_back
from services.returns.returned.lines import ReturnLine
from services.returns.returned.model import Return, return_number
from services.returns.returned.states import ReturnState, Step
from services.returns.settings import ReturnSettings, ShopTime
from services.returns.withdrawals import store
from services.returns.withdrawals.model import BY_ITSELF, SEND_DAYS, Case, CaseLine, CaseState
from services.returns.withdrawals.named_lines import lines_of_order
from services.returns.withdrawals.outstanding import Outstanding, is_asked_for, lines_in_effect, outstanding
from services.returns.withdrawals.period import is_over
from services.returns.withdrawals.settled import is_settled
from shared.clock import now
from shared.schemas.returns import (
    Resolution,
    ReturnApproved,
    ReturnCancelled,
    ReturnChanged,
    ReturnOrigin,
    ReturnRequested,
)
from shared.schemas.withdrawals import OrderWithdrawn, WithdrawnLine
from shared.stored_settings import get_settings
from shared.transaction import Tx, announce

BY = BY_ITSELF
_GIVES_WAY = (ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.EXPIRED)


async def open_withdrawal(
    tx: Tx, case: Case, order: Order, lines: tuple[CaseLine, ...], *, accepted: bool = False
) -> Case:
    """Of a business, or after its period, it opens nothing, unless staff have `accepted` it all the same."""
    zone, at = ShopTime().time_zone, now()
    told_on = case.withdrawal.told_on(zone)
    late = is_over(order, told_on, zone)
    if (order.business or late) and not accepted:
        state = CaseState.BUSINESS if order.business else CaseState.LATE
        kept = case.of_order(order, lines, state)
        await store.update_case(tx, kept)
        await _tell(tx, kept, late=late)
        return kept
    opened = case.open(order, lines, at=at, told_on=told_on)
    await store.update_case(tx, opened)
    await follow_withdrawals(tx, order.order_id, new=opened.withdrawal.withdrawal_id)
    return await store.get_case(tx, opened.withdrawal.withdrawal_id)


async def left_of_order(
    tx: Tx, order: Order, lines: Sequence[WithdrawnLine] | None, *, once_more: bool = False
) -> tuple[CaseLine, ...]:
    """What of it these are beside what was withdrawn from before. Raises LineNotInOrder, MoreThanOrdered."""
    returns = await returns_store.list_returns_of_order(tx, order.order_id)
    before = lines_in_effect(await store.list_cases_of_order(tx, order.order_id), returns)
    return lines_of_order(order, lines, before=before, returns=returns, once_more=once_more)


async def not_excepted(tx: Tx, lines: Sequence[CaseLine]) -> tuple[CaseLine, ...]:
    """What the law excepts (C. conso. L221-28) opens nothing, unless staff say that it does."""
    policy = await get_settings(tx, ReturnSettings)
    return tuple(line for line in lines if not policy.is_excepted(line.sku))


async def follow_withdrawals(tx: Tx, order_id: UUID, *, new: UUID | None = None) -> None:
    """What is still to be done of them is asked for: after each thing that changes the goods or the money."""
    known = await store.list_cases_of_order(tx, order_id)
    cases = [one for one in known if one.is_live]
    order = await find_order(tx, order_id) if cases else None
    if order is None:
        return
    returns = await returns_store.list_returns_of_order(tx, order_id)
    withdrawn = lines_in_effect(known, returns)
    returns = await _take_over(tx, returns, outstanding(order, withdrawn, returns).in_returns)
    todo = outstanding(order, withdrawn, returns)
    by = cases[-1].withdrawal.by
    if todo.come_back:
        returns.append(await _open_return(tx, order, todo.come_back, by=by))
        todo = replace(todo, come_back=Counter())
    settled = is_settled(order, returns, todo)
    for case in cases:
        await _follow(tx, case, todo, settled=settled)
        if case.withdrawal.withdrawal_id == new or (case is cases[-1] and _asks_more(case, todo)):
            await _tell(tx, replace(case, take_off=todo.take_off, cancels=todo.cancels))


async def end_returns_of_none(tx: Tx, order_id: UUID) -> None:
    """Nothing is left to be done of its withdrawals, as staff say: of what did not come nobody waits for goods."""
    if any(case.is_live for case in await store.list_cases_of_order(tx, order_id)):
        return
    for one in await returns_store.list_returns_of_order(tx, order_id):
        if one.origin is ReturnOrigin.WITHDRAWAL and one.gives_way:
            await _cancel(tx, one)


def _asks_more(case: Case, todo: Outstanding) -> bool:
    """Than the order was told before."""
    return bool(todo.take_off) and (case.take_off, case.cancels) != (todo.take_off, todo.cancels)


async def _follow(tx: Tx, before: Case, todo: Outstanding, *, settled: bool) -> None:
    case = before
    if (case.take_off, case.cancels) != (todo.take_off, todo.cancels):
        case = case.next(take_off=todo.take_off, cancels=todo.cancels)
    if settled and case.is_open:
        case = case.settle(at=now(), by=BY)
    elif not settled and case.state is CaseState.SETTLED and case.settled_by == BY:
        case = case.reopen()
    if case is not before:
        await store.update_case(tx, case)


async def _take_over(tx: Tx, returns: Sequence[Return], units: Counter[int]) -> list[Return]:
    """What was asked for as a return is a withdrawal from now on. One of which nothing else comes back, and of which
    nothing was sent yet, gives way to the return that is opened for all.
    """
    after: list[Return] = []
    for one in returns:
        if is_asked_for(one) and any(units[line_no] > 0 for line_no in one.claimed):
            all_of_it = all(units[line_no] >= count for line_no, count in one.claimed.items())
            units = units - Counter(one.claimed)
            gives_way = all_of_it and one.state in _GIVES_WAY and one.gives_way
            one = await (_cancel(tx, one) if gives_way else _turn(tx, one))
        after.append(one)
    return after


async def _cancel(tx: Tx, one: Return) -> Return:
    return await record(tx, one.cancel(), StepDone(Step.CANCELLED, now(), BY), ReturnCancelled)


async def _turn(tx: Tx, one: Return) -> Return:
    """It may be on its way or here; where it is not, its customer is told until when to send it."""
    turned = one.become_withdrawal()
    lines = tuple(line.requested for line in turned.lines)
    changed = StepDone(Step.CHANGED, now(), BY)
    await record(tx, turned, changed, ReturnChanged, lines=lines, comment=turned.comment, origin=turned.origin)
    return await _approve(tx, turned) if one.state in _GIVES_WAY else turned


async def _approve(tx: Tx, one: Return) -> Return:
    """Nobody else does, and it does not expire: the law gives it. Goods are sent within 14 days (L221-23)."""
    at, policy = now(), await get_settings(tx, ReturnSettings)
    send_by = ShopTime().day_of(at) + timedelta(days=SEND_DAYS)
    approved = one.approve(send_by)
    return await record(
        tx,
        approved,
        StepDone(Step.APPROVED, at, BY),
        ReturnApproved,
        send_by=send_by,
        way_back=way_back(approved, policy),
        lines=tuple(line.requested for line in approved.lines),
    )


async def _open_return(tx: Tx, order: Order, units: Counter[int], *, by: str) -> Return:
    at = now()
    asked = Return(
        return_id=uuid7(),
        number=return_number(await returns_store.draw_number(tx)),
        order_id=order.order_id,
        order_number=order.number,
        customer_name=order.sender.name if order.sender else None,
        shipment_id=None,
        state=ReturnState.REQUESTED,
        reason=None,
        lines=tuple(
            ReturnLine(line_no=line_no, sku=order.shipped[line_no].sku, quantity=count, resolution=Resolution.REFUND)
            for line_no, count in units.items()
        ),
        opened_at=at,
        origin=ReturnOrigin.WITHDRAWAL,
        opened_by=by,
    )
    lines = tuple(line.requested for line in asked.lines)
    await returns_store.insert_asked_return(tx, asked)
    step = StepDone(Step.REQUESTED, at, by)
    asked = await record_of_new(tx, asked, step, ReturnRequested, origin=asked.origin, lines=lines)
    return await _approve(tx, asked)


async def _tell(tx: Tx, case: Case, *, late: bool = False) -> None:
    assert case.order_id
    announce(
        tx,
        OrderWithdrawn(
            order_id=case.order_id,
            sequence=await returns_store.next_sequence(tx, case.order_id),
            withdrawal_id=case.withdrawal.withdrawal_id,
            received_at=case.withdrawal.received_at,
            at=now(),
            by=case.withdrawal.by,
            lines=tuple(WithdrawnLine(**dict(line)) for line in case.lines),
            late=late,
            cancels=case.cancels,
            take_off=case.take_off,
        ),
    )
