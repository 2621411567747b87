"""What was credited for a return settles the order that was placed in exchange, up to its sum, whichever came first.

It is a refund of the one order and a payment of the other, by the same means, in one transaction: neither is without
the other. Both orders are locked; where two transactions wait for each other, the database ends one, which comes again.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.account import Account, get_account, record_entries
from services.billing.exchanges.model import METHOD, Exchange, Settlement, standing
from services.billing.exchanges.store import (
    find_exchanges,
    list_exchanges_of_return,
    list_settlements,
    save_exchange,
    save_settlements,
)
from services.billing.exchanges.told import exchange_settled
from services.billing.ledger.model import Entry, EntryKind, reversal
from services.billing.model import OrderNotFound
from services.billing.refunds.model import (
    Refund,
    RefundState,
    left_of_payments,
    parts_given_back,
    split,
    to_refund,
)
from services.billing.reminders.follow import follow
from services.billing.store import save_orders
from services.billing.usecases.credit_cancelled_orders import credit_cancelled_orders
from services.billing.usecases.issue_invoices import issue_invoices
from services.billing.usecases.mark_paid import with_its_invoice
from services.billing.usecases.refund import record_refund
from shared.clock import now
from shared.schemas.orders import OrderCancelled, OrderPlaced
from shared.transaction import Tx, announce

ZERO = Decimal(0)


async def invoice_and_settle(tx: Tx, events: Sequence[OrderPlaced]) -> None:
    """Orders come in; what is placed in exchange for what is credited already is settled at once."""
    exchanged = {event.order_id: event for event in events if event.exchange_of}
    await tx.lock_keys(str(event.exchange_of.order_id) for event in exchanged.values() if event.exchange_of)
    await issue_invoices(tx, events)
    known = {one.order_id for one in await find_exchanges(tx, list(exchanged))} if exchanged else set()
    for event in exchanged.values():
        if event.order_id not in known:
            exchange = Exchange.of(event)
            await save_exchange(tx, exchange)
            await settle(tx, exchange, by=event.by, with_invoice=True)


async def lock_exchanges(tx: Tx, return_id: UUID) -> list[Exchange]:
    """Those of a return that stand, locked; its own order is locked already."""
    found = await list_exchanges_of_return(tx, return_id)
    await tx.lock_keys(str(one.order_id) for one in found)
    return [one for one in await list_exchanges_of_return(tx, return_id) if not one.ended] if found else []


async def credit_and_end(tx: Tx, events: Sequence[OrderCancelled]) -> None:
    """Orders are cancelled; what settled one that was in exchange is to be given back for the return again."""
    ended = [one for one in await find_exchanges(tx, [event.order_id for event in events]) if not one.ended]
    await tx.lock_keys(str(one.original_id) for one in ended)
    await credit_cancelled_orders(tx, events)
    by = {event.order_id: event.by for event in events}
    for exchange in ended:
        await save_exchange(tx, exchange.end())
        await _take_back(tx, exchange.end(), by=by[exchange.order_id])


async def settle(tx: Tx, exchange: Exchange, *, by: str, with_invoice: bool = False) -> None:
    """As much as was credited for the return, is owed and not given back, and as is due in exchange.

    `with_invoice`: its invoice is issued in the same transaction, and says what is settled by that.
    """
    original = await _find_account(tx, exchange.original_id)
    if original is None:
        return
    settlements = await list_settlements(tx, exchange.original_id)
    account = await get_account(tx, exchange.order_id)
    amount = min(_left_of_credit(original, exchange), account.balance.due)
    if amount > 0:
        at = account.invoices[-1].issued_at if with_invoice and account.invoices else now()
        one = await _record(tx, exchange, original, account, amount, at=at, by=by)
        settlements = [*settlements, one]
    await _tell(tx, exchange, settlements, by=by)


async def _find_account(tx: Tx, order_id: UUID) -> Account | None:
    try:
        return await get_account(tx, order_id)
    except OrderNotFound:
        return None


def _left_of_credit(original: Account, exchange: Exchange) -> Decimal:
    """Of what was credited for the return, what neither went back nor settles another order, and is owed."""
    of_return = exchange.return_id
    credited = sum((note.totals.gross for note in original.credits if note.return_id == of_return), ZERO)
    given = sum(
        (one.amount for one in original.refunds if one.return_id == of_return and one.state is not RefundState.FAILED),
        ZERO,
    )
    return min(credited - given, to_refund(original.balance, original.refunds))


async def _record(
    tx: Tx, exchange: Exchange, original: Account, account: Account, amount: Decimal, *, at: datetime, by: str
) -> Settlement:
    refund = Refund(
        refund_id=uuid7(),
        order_id=exchange.original_id,
        amount=amount,
        currency=original.order.currency or "",
        method=METHOD,
        reference=exchange.return_number,
        reason=None,
        payments=split(left_of_payments(original.entries, original.refunds), amount, ()),
        requested_at=at,
        requested_by=by,
        return_id=exchange.return_id,
    ).succeed(refunded_at=at, reference=None, at=at, by=by)
    entry = Entry(
        entry_id=uuid7(),
        order_id=exchange.order_id,
        kind=EntryKind.PAYMENT,
        amount=amount,
        currency=refund.currency,
        method=METHOD,
        reference=exchange.return_number,
        reason=None,
        reverses=None,
        paid_at=at,
        recorded_at=at,
        by=by,
    )
    one = Settlement(refund.refund_id, entry.entry_id, exchange.order_id, exchange.original_id, amount, at)
    await save_settlements(tx, [one])
    await record_refund(tx, original, refund, settlement_id=one.refund_id)
    recorded = await record_entries(tx, account, [entry], settlement_id=one.refund_id)
    await follow(tx, [recorded.account])
    await with_its_invoice(tx, recorded)
    return one


async def _take_back(tx: Tx, exchange: Exchange, *, by: str) -> None:
    """What of it the customer has been refunded of the cancelled order already stays as it is."""
    settlements = await list_settlements(tx, exchange.original_id)
    account = await get_account(tx, exchange.order_id)
    refunded = parts_given_back(account.refunds)
    for one in standing([each for each in settlements if each.order_id == exchange.order_id]):
        if not refunded.get(one.entry_id):
            ended = await _reverse(tx, one, by=by)
            settlements = [ended if each.refund_id == one.refund_id else each for each in settlements]
    await _tell(tx, exchange, settlements, by=by)


async def _reverse(tx: Tx, one: Settlement, *, by: str) -> Settlement:
    at, original = now(), await get_account(tx, one.original_id)
    account = await get_account(tx, one.order_id)
    refund = next(each for each in original.refunds if each.refund_id == one.refund_id)
    payment = next(each for each in account.entries if each.entry_id == one.entry_id)
    back, taken = (
        reversal(each, entry_id=uuid7(), reason=None, paid_at=at, at=at, by=by) for each in (refund.entry, payment)
    )
    await save_settlements(tx, [one.end(at)])
    await record_refund(tx, original, refund.fail(why=None, at=at, by=by), back, settlement_id=one.refund_id)
    await record_entries(tx, account, [taken], settlement_id=one.refund_id)
    return one.end(at)


async def _tell(tx: Tx, exchange: Exchange, settlements: Sequence[Settlement], *, by: str) -> None:
    original, account = await get_account(tx, exchange.original_id), await get_account(tx, exchange.order_id)
    order = original.order.announce()
    await save_orders(tx, [order])
    announce(
        tx,
        exchange_settled(
            exchange,
            settlements,
            sequence=order.version,
            due=account.balance.due,
            currency=order.currency or "",
            at=now(),
            by=by,
        ),
    )
