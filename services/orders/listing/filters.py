"""What the list of orders can be filtered by, as it is asked for over HTTP."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import Query

from shared.schemas.money import Amount, Currency
from shared.schemas.order_status import PaymentState, PaymentStatus, ShipmentStatus, Status
from shared.schemas.orders import StatusCode
from shared.schemas.values import Day, Instant, Line, Sku

SEARCHED = (
    "start of any word of a name, company, city, postcode, e-mail, reference, SKU or title; phone;"
    " whole number of the order, or of an invoice, credit note, slip or return of it"
)


class Filters(NamedTuple):
    """What to list. None, and no value at all, means everything; several values, any of them."""

    status: tuple[Status, ...] = ()
    payment_status: tuple[PaymentStatus, ...] = ()
    payment_state: tuple[PaymentState, ...] = ()
    shipment_status: tuple[ShipmentStatus, ...] = ()
    held: bool | None = None
    unsettled: bool | None = None
    to_refund: bool | None = None
    to_invoice: bool | None = None
    goods_ready: bool | None = None
    to_pick_up: bool | None = None
    left: bool | None = None
    custom_status: tuple[StatusCode, ...] = ()
    has_task: bool | None = None
    task_due_to: date | None = None
    search: str | None = None
    sku: str | None = None
    currency: str | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    placed_from: datetime | None = None
    placed_to: datetime | None = None
    customer: UUID | None = None


async def filters(
    status: Annotated[tuple[Status, ...], Query()] = (),
    payment_status: Annotated[tuple[PaymentStatus, ...], Query()] = (),
    payment_state: Annotated[
        tuple[PaymentState, ...],
        Query(description="as the payment status, but what was credited before it was paid is not `paid`"),
    ] = (),
    shipment_status: Annotated[tuple[ShipmentStatus, ...], Query()] = (),
    held: bool | None = None,
    unsettled: Annotated[bool | None, Query(description="cancelled, and something of that is still to happen")] = None,
    to_refund: Annotated[
        bool | None, Query(description="more was paid than is charged, and is not on its way back")
    ] = None,
    to_invoice: Annotated[
        bool | None, Query(description="its invoice is made by hand, and may be made now: it is not on hold")
    ] = None,
    goods_ready: Annotated[
        bool | None,
        Query(description="something is to leave yet, and all that it needs from stock is set aside, or not"),
    ] = None,
    to_pick_up: Annotated[
        bool | None,
        Query(description="the customer comes for its goods, which are set aside for it: paid or not, ready or not"),
    ] = None,
    left: Annotated[
        bool | None, Query(description="some of its goods have left, also where they left while it was cancelled")
    ] = None,
    custom_status: Annotated[tuple[StatusCode, ...], Query(description="its code, also of one that is archived")] = (),
    has_task: Annotated[bool | None, Query(description="one of its tasks is open, or none is")] = None,
    task_due_to: Annotated[
        Day | None, Query(description="one of its open tasks is due on this day, or was before")
    ] = None,
    search: Annotated[
        Line | None,
        Query(alias="q", description=SEARCHED),
    ] = None,
    sku: Sku | None = None,
    currency: Currency | None = None,
    amount_from: Annotated[Amount | None, Query(description="the least gross total")] = None,
    amount_to: Annotated[Amount | None, Query(description="the greatest gross total, included")] = None,
    placed_from: Annotated[Instant | None, Query(alias="from")] = None,
    placed_to: Annotated[Instant | None, Query(alias="to", description="excluded")] = None,
    customer: Annotated[
        UUID | None, Query(description="the id of a customer: its orders, and those of customers merged into it")
    ] = None,
) -> Filters:
    return Filters(
        status=status,
        payment_status=payment_status,
        payment_state=payment_state,
        shipment_status=shipment_status,
        held=held,
        unsettled=unsettled,
        to_refund=to_refund,
        to_invoice=to_invoice,
        goods_ready=goods_ready,
        to_pick_up=to_pick_up,
        left=left,
        custom_status=custom_status,
        has_task=has_task,
        task_due_to=task_due_to,
        search=search,
        sku=sku,
        currency=currency,
        amount_from=amount_from,
        amount_to=amount_to,
        placed_from=placed_from,
        placed_to=placed_to,
        customer=customer,
    )
