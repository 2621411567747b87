"""Goods are to come back: staff open a return, or the customer asks for one; and its lines change."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.returns.orders.store import get_order
from services.returns.pictures.store import keep_pictures
from services.returns.returned import store
from services.returns.returned.announcing import record, record_of_new, refuse_stale
from services.returns.returned.claims import LineToReturn, lines_of_return, refuse_not_offered
from services.returns.returned.decision_store import StepDone
from services.returns.returned.fees import way_back
from services.returns.returned.model import Return, return_number
from services.returns.returned.own import refuse_more_than_wait
from services.returns.returned.states import ReturnState, Step
from services.returns.settings import Approval, ReturnSettings, ShopTime
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.returns import ReturnApproved, ReturnChanged, ReturnOrigin, ReturnRequested
from shared.schemas.values import Actor, Text
from shared.stored_settings import get_settings
from shared.transaction import Tx

BY = "returns"
"""Who approves what the policy takes back: nobody of the staff, and not the customer."""


class OpenReturn(Contract):
    """Staff need nobody's approval, unless they want to ask; `comment` is what the customer said."""

    order_id: UUID
    by: Actor
    lines: tuple[LineToReturn, ...]
    remark: Text | None = None
    comment: Text | None = None
    approve: bool = True


class RequestReturn(Contract):
    """What the customer asks for."""

    order_id: UUID
    by: Actor
    lines: tuple[LineToReturn, ...]
    comment: Text | None = None
    pictures: tuple[str, ...] = ()


class ChangeReturn(Contract):
    return_id: UUID
    by: Actor
    lines: tuple[LineToReturn, ...]
    remark: Text | None = None
    comment: Text | None = None
    expected_version: int | None = None


async def open_return_by_staff(tx: Tx, command: OpenReturn) -> Return:
    """Raises OrderNotFound, and what `lines_of_return` refuses."""
    opened = await _open(tx, command, ReturnOrigin.STAFF, remark=command.remark)
    return await approve_new(tx, opened, command.by) if command.approve else opened


async def request_return(tx: Tx, command: RequestReturn) -> Return:
    """Raises as for staff, EnoughAsked, PictureNotFound, and what the policy refuses."""
    policy = await get_settings(tx, ReturnSettings)
    refuse_not_offered(await get_order(tx, command.order_id), command.lines, policy, now(), ShopTime())
    refuse_more_than_wait(await store.list_returns_of_order(tx, command.order_id))
    await keep_pictures(tx, command.order_id, command.pictures)
    asked = await _open(tx, command, ReturnOrigin.CUSTOMER, pictures=command.pictures)
    return await approve_new(tx, asked, BY) if policy.approval is Approval.AUTOMATIC else asked


async def change_return(tx: Tx, command: ChangeReturn) -> Return:
    """Raises ReturnNotFound, StaleVersion, WrongState, and what `lines_of_return` refuses."""
    one = await store.get_return(tx, command.return_id)
    refuse_stale(one, command.expected_version)
    order = await get_order(tx, one.order_id)
    others = [
        other for other in await store.list_returns_of_order(tx, one.order_id) if other.return_id != one.return_id
    ]
    lines = lines_of_return(order, others, command.lines)
    changed = one.change(lines, remark=command.remark, comment=command.comment)
    return await record(
        tx,
        changed,
        StepDone(Step.CHANGED, now(), command.by),
        ReturnChanged,
        lines=tuple(line.requested for line in lines),
        comment=changed.comment,
    )


async def approve_new(tx: Tx, one: Return, by: str) -> Return:
    policy, at = await get_settings(tx, ReturnSettings), now()
    approved = one.approve(policy.expires_on(ShopTime().day_of(at)))
    return await record(
        tx,
        approved,
        StepDone(Step.APPROVED, at, by),
        ReturnApproved,
        expires_on=approved.expires_on,
        way_back=way_back(approved, policy),
        lines=tuple(line.requested for line in approved.lines),
    )


async def _open(
    tx: Tx,
    command: OpenReturn | RequestReturn,
    origin: ReturnOrigin,
    *,
    remark: str | None = None,
    pictures: tuple[str, ...] = (),
) -> Return:
    order = await get_order(tx, command.order_id)
    others = await store.list_returns_of_order(tx, command.order_id)
    lines, at = lines_of_return(order, others, command.lines), now()
    opened = Return(
        return_id=uuid7(),
        number=return_number(await store.draw_number(tx)),
        order_id=command.order_id,
        order_number=order.number,
        customer_name=order.sender.name if order.sender else None,
        shipment_id=None,
        state=ReturnState.REQUESTED,
        reason=None,
        lines=lines,
        opened_at=at,
        origin=origin,
        opened_by=command.by,
        remark=remark,
        comment=command.comment,
        pictures=pictures,
    )
    await store.insert_asked_return(tx, opened)
    return await record_of_new(
        tx,
        opened,
        StepDone(Step.REQUESTED, at, command.by),
        ReturnRequested,
        origin=origin,
        lines=tuple(line.requested for line in lines),
        comment=command.comment,
    )
