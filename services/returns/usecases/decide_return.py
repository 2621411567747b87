"""A return is approved, declined, cancelled or closed, or its goods are on their way."""

from uuid import UUID

from services.returns.returned import store
from services.returns.returned.announcing import record, refuse_stale
from services.returns.returned.decision_store import StepDone
from services.returns.returned.fees import way_back
from services.returns.returned.model import Return
from services.returns.returned.own import refuse_what_customers_may_not
from services.returns.returned.states import PossibleWithReturn, Step
from services.returns.settings import ReturnSettings, ShopTime
from services.returns.usecases.open_withdrawal import follow_withdrawals
from shared.clock import now
from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.returns import (
    ReturnApproved,
    ReturnCancelled,
    ReturnClosed,
    ReturnDeclined,
    ReturnedLine,
    ReturnInTransit,
)
from shared.schemas.values import Actor, Day, Line, Text
from shared.stored_settings import get_settings
from shared.transaction import Tx


class DayIsOver(Refused):
    type = "day-is-over"
    status = 422
    field = "expires_on"


class AboutReturn(Contract):
    return_id: UUID
    by: Actor
    expected_version: int | None = None


class ApproveReturn(AboutReturn):
    """Without `expires_on` the goods may come as long as the settings say."""

    expires_on: Day | None = None


class DeclineReturn(AboutReturn):
    reason: Text


class SendReturn(AboutReturn):
    carrier: Line | None = None
    tracking_number: Line | None = None


class CancelReturn(AboutReturn):
    reason: Text | None = None


class SendOwnReturn(SendReturn):
    """By the customer, of this order and no other."""

    order_id: UUID


class CancelOwnReturn(CancelReturn):
    """The same."""

    order_id: UUID


class CloseReturn(AboutReturn):
    """Nothing more is to come of it, nor to be done."""


async def approve_return(tx: Tx, command: ApproveReturn) -> Return:
    """Raises ReturnNotFound, StaleVersion, WrongState, WithdrawalStands, and DayIsOver."""
    one, at = await _get(tx, command), now()
    policy, today = await get_settings(tx, ReturnSettings), ShopTime().day_of(at)
    expires_on = command.expires_on or policy.expires_on(today)
    if expires_on and expires_on < today:
        raise DayIsOver(f"{expires_on} is over: the goods could not come in time")
    one.refuse_where_it_stands("approved once more")
    approved = one.approve(expires_on)
    return await record(
        tx,
        approved,
        StepDone(Step.APPROVED, at, command.by),
        ReturnApproved,
        expires_on=expires_on,
        way_back=way_back(approved, policy),
        lines=tuple(line.requested for line in approved.lines),
    )


async def decline_return(tx: Tx, command: DeclineReturn) -> Return:
    """Raises ReturnNotFound, StaleVersion, WrongState, and WithdrawalStands."""
    declined = (await _get(tx, command)).decline(command.reason)
    done = StepDone(Step.DECLINED, now(), command.by, command.reason)
    return await record(tx, declined, done, ReturnDeclined, reason=command.reason)


async def send_return(tx: Tx, command: SendReturn) -> Return:
    """Raises ReturnNotFound, StaleVersion, and WrongState."""
    sent = (await _get(tx, command)).send(command.carrier, command.tracking_number)
    parcel = " ".join(text for text in (command.carrier, command.tracking_number) if text) or None
    return await record(
        tx,
        sent,
        StepDone(Step.IN_TRANSIT, now(), command.by, parcel),
        ReturnInTransit,
        carrier=sent.carrier,
        tracking_number=sent.tracking_number,
    )


async def cancel_return(tx: Tx, command: CancelReturn) -> Return:
    """Raises ReturnNotFound, StaleVersion, WrongState once something was received, WithdrawalStands, CreditStands,
    and StillToDo while an order stands in exchange for it.
    """
    one = await _get(tx, command)
    one.refuse_where_it_stands("cancelled")
    one.refuse_exchanged()
    one.refuse_credited()
    cancelled = one.cancel()
    done = StepDone(Step.CANCELLED, now(), command.by, command.reason)
    told = await record(tx, cancelled, done, ReturnCancelled, reason=command.reason)
    await follow_withdrawals(tx, told.order_id)
    return told


async def send_own_return(tx: Tx, command: SendOwnReturn) -> Return:
    """Raises as for staff, and what customers may not."""
    refuse_what_customers_may_not(await _get(tx, command), command.order_id, PossibleWithReturn.SEND)
    return await send_return(tx, command)


async def cancel_own_return(tx: Tx, command: CancelOwnReturn) -> Return:
    """Raises as for staff, and what customers may not."""
    refuse_what_customers_may_not(await _get(tx, command), command.order_id, PossibleWithReturn.CANCEL)
    return await cancel_return(tx, command)


async def close_return(tx: Tx, command: CloseReturn) -> Return:
    """Raises ReturnNotFound, StaleVersion, WrongState, and StillToDo."""
    closed = (await _get(tx, command)).close()
    freed = tuple(
        ReturnedLine(line_no=line.line_no, sku=line.sku, quantity=line.freed) for line in closed.lines if line.freed
    )
    told = await record(tx, closed, StepDone(Step.CLOSED, now(), command.by), ReturnClosed, freed=freed)
    await follow_withdrawals(tx, told.order_id)
    return told


async def _get(tx: Tx, command: AboutReturn) -> Return:
    one = await store.get_return(tx, command.return_id)
    refuse_stale(one, command.expected_version)
    return one
