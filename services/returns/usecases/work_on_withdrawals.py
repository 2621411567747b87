"""Which order a withdrawal is of is looked up, or said by staff; what needs nothing more is settled."""

from uuid import UUID

from services.returns.orders.model import Order, OrderNotFound
from services.returns.orders.store import find_numbered_order, find_order, find_order_by_number, get_order
from services.returns.usecases.open_withdrawal import end_returns_of_none, left_of_order, not_excepted, open_withdrawal
from services.returns.withdrawals import store
from services.returns.withdrawals.asked import UnitsToWithdraw
from services.returns.withdrawals.model import Case, CaseLine, NotOfThisState, NoUnitsNamed, PossibleWithWithdrawal
from services.returns.withdrawals.named_lines import named_lines
from shared.clock import now
from shared.refused import Refused, StaleVersion
from shared.schemas.event import Contract
from shared.schemas.values import Actor, Line, Text
from shared.schemas.withdrawals import WithdrawalWay
from shared.transaction import Database, Tx

BATCH = 20
IDLE_S = 3.0


class AboutWithdrawal(Contract):
    withdrawal_id: UUID
    by: Actor
    expected_version: int | None = None


class MatchWithdrawal(AboutWithdrawal):
    """`order_number` is the order that it is of, where that is not known; without lines of all of it."""

    order_number: Line | None = None
    lines: tuple[UnitsToWithdraw, ...] | None = None


class AcceptWithdrawal(AboutWithdrawal):
    """It opens what one in time does."""


class SettleWithdrawal(AboutWithdrawal):
    remark: Text | None = None


async def match_new_withdrawals(database: Database) -> float:
    """Called only while all that is known is applied: an order may have been placed right before."""
    async with database.transaction() as tx:
        return 0 if await match_withdrawals(tx) == BATCH else IDLE_S


async def match_withdrawals(tx: Tx, *, limit: int = BATCH) -> int:
    """How many were new. What is said of the goods in somebody's own words, staff read."""
    cases = await store.lock_new_cases(tx, limit=limit)
    found = {}
    for case in cases:
        one = case.withdrawal
        its_order = one.order_id or await find_order_by_number(tx, one.order_number, one.email or "")
        found[one.withdrawal_id] = its_order
    await tx.lock_keys(sorted({str(order_id) for order_id in found.values() if order_id}))
    for case in cases:
        order_id = found[case.withdrawal.withdrawal_id]
        order = await find_order(tx, order_id) if order_id else None
        lines = await _lines(tx, order, case) if order else ()
        if order and lines:
            await open_withdrawal(tx, case, order, lines)
        else:
            await store.update_case(tx, case.unmatched(order_id))
    return len(cases)


async def _lines(tx: Tx, order: Order, case: Case) -> tuple[CaseLine, ...]:
    """None where staff are to read of what it is."""
    try:
        if case.withdrawal.goods:
            return ()
        left = await left_of_order(tx, order, case.withdrawal.lines, once_more=True)
        return left if case.withdrawal.way is WithdrawalWay.LETTER else await not_excepted(tx, left)
    except Refused:  # taken in again after a restore, and its order was edited since
        return ()


async def match_withdrawal(tx: Tx, command: MatchWithdrawal) -> Case:
    """Raises WithdrawalNotFound, StaleVersion, NotOfThisState, OrderNotFound, NoUnitsNamed, LineNotInOrder,
    MoreThanOrdered.
    """
    case = await _get(tx, command, PossibleWithWithdrawal.MATCH, "its order is known")
    order = await get_order(tx, await _order_of(tx, command, case))
    if command.lines is None and case.withdrawal.goods:
        if order.order_id == case.order_id:
            raise NoUnitsNamed(f"say of how many of which lines it is: {case.withdrawal.goods}", field="lines")
        known = case.unmatched(order.order_id)
        await store.update_case(tx, known)
        return known
    lines = None if command.lines is None else named_lines(order, command.lines)
    return await open_withdrawal(tx, case, order, await left_of_order(tx, order, lines, once_more=True))


async def _order_of(tx: Tx, command: MatchWithdrawal, case: Case) -> UUID:
    """Locked from now on."""
    number = command.order_number
    order_id = await find_numbered_order(tx, number) if number else case.order_id
    if order_id is None:
        raise OrderNotFound(f"there is no order of the number {number or case.withdrawal.order_number}")
    await tx.lock_keys([str(order_id)])
    return order_id


async def accept_withdrawal(tx: Tx, command: AcceptWithdrawal) -> Case:
    """Of what is still left of it. Raises WithdrawalNotFound, StaleVersion, NotOfThisState, MoreThanOrdered."""
    case = await _get(tx, command, PossibleWithWithdrawal.ACCEPT, "nothing is to be accepted of it")
    assert case.order_id
    order = await get_order(tx, case.order_id)
    return await open_withdrawal(
        tx, case, order, await left_of_order(tx, order, case.lines, once_more=True), accepted=True
    )


async def settle_withdrawal(tx: Tx, command: SettleWithdrawal) -> Case:
    """Nothing is left to be done of it, as staff say. Raises WithdrawalNotFound, StaleVersion, NotOfThisState."""
    case = await _get(tx, command, PossibleWithWithdrawal.SETTLE, "nothing is to be done of it")
    settled = case.settle(at=now(), by=command.by, remark=command.remark)
    await store.update_case(tx, settled)
    if settled.order_id:
        await end_returns_of_none(tx, settled.order_id)
    return settled


async def _get(tx: Tx, command: AboutWithdrawal, what: PossibleWithWithdrawal, why: str) -> Case:
    case = await store.get_case(tx, command.withdrawal_id)
    if command.expected_version not in (None, case.version):
        raise StaleVersion(f"this withdrawal is at version {case.version}, not {command.expected_version}")
    if what not in case.may:
        raise NotOfThisState(f"this withdrawal is {case.state.replace('_', ' ')}: {why}")
    return case
