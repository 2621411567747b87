"""Orders that were announced and are not known any more are taken in as they were placed, held and cancelled."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.orders.editing.store import find_last_line_no, insert_edit, update_content
from services.orders.order.as_held import HoldApplied, as_held
from services.orders.order.as_placed import as_announced, as_edited, content_of, order_as_placed
from services.orders.order.insert_orders import find_numbers, insert_orders, skip_numbers
from services.orders.order.own_history import edit_entry, placement_entries
from services.orders.order.phones import e164_of_customer
from services.orders.order.store import find_orders, find_orders_with_content, save_orders
from services.orders.usecases.take_back_customers import take_customer, take_customer_of_order
from services.orders.usecases.take_back_quotes import take_quote
from services.orders.usecases.take_back_tasks import take_task
from shared.messaging.take_back import Outcome, TakeBack, Unknown, Verdict
from shared.schemas.billing import InvoicingHeld
from shared.schemas.event import Event
from shared.schemas.fulfilment import FulfilmentHeld
from shared.schemas.orders import (
    CancelOrder,
    CommandRejected,
    CustomerEvent,
    CustomerMerged,
    CustomerUnmerged,
    CustomStatusCleared,
    CustomStatusSet,
    ExchangePlaced,
    ExchangeRefused,
    HoldOrder,
    OrderCancelled,
    OrderCustomerChanged,
    OrderEdited,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
    OrdersEvent,
    OrderSnapshot,
    PlaceOrder,
    QuoteEvent,
    ResumeOrder,
    TaskEvent,
)
from shared.transaction import Tx


async def take_back_orders(tx: Tx, unknown: Unknown) -> Sequence[Verdict]:
    """Of each order its placement, then what was done with it; what others announced of it is read again afterwards."""
    # Also those of orders that cannot be taken back: their numbers are never given again.
    await skip_numbers(tx, [event.number for event in unknown.events if isinstance(event, OrderPlaced)])
    commands = {one.order_id: one for one in unknown.needed if isinstance(one, PlaceOrder)}
    applied = [one for one in unknown.needed if isinstance(one, HoldApplied)]
    verdicts = await unknown.in_turn(_turn, lambda event: _take(tx, event, commands, applied))
    await _count_on(tx, unknown.last_sequences)
    return verdicts


TAKE_BACK = TakeBack(
    take_back_orders,
    needs=frozenset({PlaceOrder, HoldOrder, ResumeOrder, CancelOrder, InvoicingHeld, FulfilmentHeld}),
    settles=frozenset(
        {
            OrderPlaced,
            OrderHeld,
            OrderResumed,
            OrderEdited,
            OrderCustomerChanged,
            OrderCancelled,
            CustomStatusSet,
            CustomStatusCleared,
            ExchangePlaced,
            ExchangeRefused,
            CommandRejected,
        }
    ),
)


def _turn(event: Event) -> tuple[int, str, int]:
    match event:
        case CustomerMerged() | CustomerUnmerged():
            return -1, event.key, event.aggregate_version
        case CustomerEvent():
            return -2, event.key, event.aggregate_version
        case OrderPlaced():
            return 0, event.number.zfill(20), 0
        case OrderSnapshot() | CommandRejected():
            return 2, event.key, 0
        case QuoteEvent():
            return 3, event.number.zfill(20), event.revision * 1_000_000 + event.sequence
    return 1, event.key, event.aggregate_version


async def _take(tx: Tx, event: Event, commands: dict[UUID, PlaceOrder], applied: Sequence[HoldApplied]) -> Verdict:
    match event:
        case CommandRejected():
            return Verdict(Outcome.TAKEN, why="the command was answered")
        case ExchangeRefused():
            return Verdict(Outcome.TAKEN, event.return_number, "the return was answered")
        case OrderCustomerChanged():
            return await take_customer_of_order(tx, event, applied)
        case OrderEdited():
            return await _edited(tx, event, applied)
        case CustomerEvent():
            return await take_customer(tx, event)
        case OrderPlaced():
            return await _placed(tx, event, commands.get(event.order_id))
        case QuoteEvent():
            return await take_quote(tx, event)
        case TaskEvent():
            return await take_task(tx, event)
        case OrdersEvent():
            return await _changed(tx, event, applied)
        case OrderSnapshot():
            if event.order_id in await find_orders(tx, [event.order_id]):
                return Verdict(Outcome.COMES_AGAIN, event.number)
            return Verdict(Outcome.OPEN, event.number, _UNKNOWN)
    return Verdict(Outcome.OPEN, why="nobody knows what it means any more")


async def _placed(tx: Tx, event: OrderPlaced, command: PlaceOrder | None) -> Verdict:
    if event.order_id in await find_orders(tx, [event.order_id]):
        return Verdict(Outcome.THERE, event.number)
    if await find_numbers(tx, [event.number]):
        return Verdict(Outcome.OPEN, event.number, "its number is another order's here")
    content = content_of(event, command)
    order = order_as_placed(event, command, content.ordered.content)
    await insert_orders(tx, [(content, order)], list(placement_entries(order, event.by)))
    return Verdict(Outcome.TAKEN, event.number)


async def _changed(tx: Tx, event: OrdersEvent, applied: Sequence[HoldApplied]) -> Verdict:
    order = (await find_orders(tx, [event.order_id])).get(event.order_id)
    if order is None:
        return Verdict(Outcome.OPEN, why=_UNKNOWN)
    if event.sequence <= order.version:
        return Verdict(Outcome.THERE, order.number)
    until, effective = as_held(order, event, applied)
    changed, entry = as_announced(until, event)
    await save_orders(tx, [changed], [*effective, entry])
    return Verdict(Outcome.TAKEN, order.number)


async def _edited(tx: Tx, event: OrderEdited, applied: Sequence[HoldApplied]) -> Verdict:
    found = (await find_orders_with_content(tx, [event.order_id])).get(event.order_id)
    if found is None:
        return Verdict(Outcome.OPEN, why=_UNKNOWN)
    order, ordered = found
    if event.sequence <= order.version:
        return Verdict(Outcome.THERE, order.number)
    until, effective = as_held(order, event, applied)
    changed, content = as_edited(until, ordered.content, event)
    await insert_edit(
        tx,
        changed,
        ordered.content,
        gross_before=event.gross_before,
        last_line_no=max(
            await find_last_line_no(tx, order.order_id), ordered.content.last_line_no, content.last_line_no
        ),
        reason=event.reason,
        notify_customer=event.notify_customer,
        at=event.edited_at,
        by=event.by,
    )
    await update_content(tx, changed, ordered._replace(content=content), e164_of_customer(ordered.customer))
    await save_orders(tx, [changed], [*effective, edit_entry(event, ordered.content)])
    return Verdict(Outcome.TAKEN, order.number)


async def _count_on(tx: Tx, last: Mapping[UUID, int]) -> None:
    """The next version of an order comes after all that were announced of it."""
    orders = await find_orders(tx, last)
    behind = [
        order.but(version=last[order_id] + 1) for order_id, order in orders.items() if order.version <= last[order_id]
    ]
    await save_orders(tx, behind, [])


_UNKNOWN = "its order is not known here"
