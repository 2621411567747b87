"""What is credited for a return settles the order in exchange, to the cent, once, and in whatever order they come."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from services.billing.account import get_account
from services.billing.files.settlement import settlement_of
from services.billing.invariants import INVARIANTS
from services.billing.usecases.announce_again import ANNOUNCE_AGAIN
from services.billing.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Outcome, Unknown
from shared.schemas.billing import (
    ExchangeSettled,
    InvoiceIssued,
    PaymentRecorded,
    PaymentReversed,
    RefundFailed,
    RefundSucceeded,
    ReturnDecisionRefused,
)
from shared.schemas.orders import ExchangeOf, OrderPlaced
from shared.schemas.returns import ReturnRefundDecided
from tests.billing.test_credit_return import decided, lamps
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService, empty

RETURN = UUID(int=7)


def in_exchange(order: OrderPlaced, price: str, **of: Any) -> OrderPlaced:
    link = {"return_id": RETURN, "number": "RE-000007", "order_id": order.order_id, "order_number": order.number}
    more = {"number": of.pop("number", "1002")}
    return placed(lines={"DESK": 1}, price=price, exchange_of=ExchangeOf(**link | of), by="alice", **more)


async def paid_lamps(billing: ShopService) -> OrderPlaced:
    """2 × 49.90 at −10 %, 89.82, paid by card."""
    order = lamps()
    await billing.deliver(order)
    assert (await billing.post(f"/orders/{order.order_id}/payments", {"method": "card"})).status_code == 201
    return order


def refund_decided(order: OrderPlaced, **of: Any) -> ReturnRefundDecided:
    facts = decided(order).model_dump(exclude={"lines", "decision_id", "reason"})
    return ReturnRefundDecided(**facts, decision_id=uuid7(), method="card", **of)


async def seen(billing: ShopService, order: OrderPlaced) -> dict[str, Any]:
    found: dict[str, Any] = (await billing.http.get(f"/orders/{order.order_id}")).json()
    return found


async def told(billing: ShopService) -> list[tuple[str, str, bool]]:
    events = [one for one in await billing.announced() if isinstance(one, ExchangeSettled)]
    return [(str(one.settled), str(one.due), one.ended) for one in events]


async def holds(billing: ShopService) -> None:
    async with billing.reading() as queries:
        assert [one for rule in INVARIANTS for one in await rule.violations(queries.connection)] == []


@pytest.mark.parametrize("credit_first", [True, False])
async def test_a_dearer_article_leaves_the_difference_due(billing: ShopService, credit_first: bool) -> None:
    order = await paid_lamps(billing)
    new, credit = in_exchange(order, "119.00"), decided(order)
    await billing.deliver(*((credit, new) if credit_first else (new, credit)))
    await billing.deliver(credit.model_copy(update={"sequence": 11}), new.model_copy(update={"sequence": 12}))
    (invoice,) = [one for one in await billing.announced() if isinstance(one, InvoiceIssued) and one.key == new.key]
    assert (invoice.totals.gross, invoice.totals.vat) == (Decimal("119.00"), Decimal("19.83"))
    first, second = await seen(billing, order), await seen(billing, new)
    assert (first["credited"], first["paid"], first["balance"], first["to_refund"]) == ("89.82", "0.00", "0.00", "0.00")
    assert (second["paid"], second["due"], second["payment_state"]) == ("89.82", "29.18", "partially_paid")
    (refund,) = first["refunds"]
    assert (refund["method"], refund["amount"], refund["reference"], refund["may"]) == (
        *("exchange", "89.82"),
        *("RE-000007", []),
    )
    (entry,) = second["ledger"]
    assert (entry["method"], entry["amount"], entry["reference"], entry["by"]) == (
        *("exchange", "89.82"),
        *("RE-000007", "alice"),
    )
    halves = [one for one in await billing.announced() if isinstance(one, PaymentRecorded | RefundSucceeded)]
    assert [one.settlement_id for one in halves[1:]] == [UUID(refund["refund_id"])] * 2
    assert (await told(billing))[-1] == ("89.82", "29.18", False)
    async with billing.transaction() as tx:
        assert ANNOUNCE_AGAIN.next_batch
        again = (await ANNOUNCE_AGAIN.next_batch(tx, None, None)).events
    said = [one for one in again if isinstance(one, ExchangeSettled | PaymentRecorded | RefundSucceeded)]
    assert {getattr(one, "settlement_id", None) for one in said} == {None, UUID(refund["refund_id"])}
    assert [one.settled for one in said if isinstance(one, ExchangeSettled)] == [Decimal("89.82")]
    assert (await billing.post(f"/orders/{new.order_id}/payments", {"method": "card"})).status_code == 201
    assert (await seen(billing, new))["payment_state"] == "paid"
    await holds(billing)


async def test_the_invoice_in_exchange_says_what_is_settled_and_still_due(billing: ShopService) -> None:
    order = await paid_lamps(billing)
    new = in_exchange(order, "119.00")
    await billing.deliver(decided(order))
    await billing.deliver(new)
    async with billing.reading() as queries:
        account = await get_account(queries, new.order_id)
    (invoice,) = account.documents
    settlement = settlement_of(invoice, account.documents, account.entries, datetime.date)
    (received,) = settlement.payments
    assert (received.method, received.amount, settlement.due) == ("exchange", Decimal("89.82"), Decimal("29.18"))


async def test_a_fee_that_is_kept_is_due_on_the_new_order(billing: ShopService) -> None:
    order = await paid_lamps(billing)
    new = in_exchange(order, "119.00")
    await billing.deliver(new, decided(order, restocking_percent=Decimal(5)))
    assert ((await seen(billing, new))["paid"], (await seen(billing, new))["due"]) == ("85.33", "33.67")


async def test_of_a_cheaper_article_the_rest_is_to_be_refunded_by_the_original_means(billing: ShopService) -> None:
    order = await paid_lamps(billing)
    new = in_exchange(order, "59.00")
    await billing.deliver(decided(order), new)
    assert ((await seen(billing, order))["to_refund"], (await seen(billing, new))["due"]) == ("30.82", "0.00")
    await billing.deliver(refund_decided(order, amount=Decimal("89.82")))
    assert isinstance((await billing.announced())[-1], ReturnDecisionRefused)
    await billing.deliver(refund_decided(order, amount=Decimal("30.82"), succeeded=True))
    assert ((await seen(billing, order))["to_refund"], (await seen(billing, order))["paid"]) == ("0.00", "0.00")
    await holds(billing)


async def test_an_even_exchange_owes_nobody_anything(billing: ShopService) -> None:
    order = await paid_lamps(billing)
    new = in_exchange(order, "89.82")
    await billing.deliver(decided(order, 1), new, decided(order, 1))
    parts = [one.parts for one in await billing.announced() if isinstance(one, ExchangeSettled)][-1]
    assert [part.amount for part in parts] == [Decimal("44.91"), Decimal("44.91")]
    assert [(await seen(billing, one))["balance"] for one in (order, new)] == ["0.00", "0.00"]
    await holds(billing)


async def test_in_advance_the_invoice_is_due_once_the_goods_are_to_be_back(billing: ShopService) -> None:
    order = await paid_lamps(billing)
    new = in_exchange(order, "89.82", advance=True, due_on=date(2026, 4, 11))
    await billing.deliver(new)
    found = await seen(billing, new)
    assert (found["documents"][0]["due_on"], found["due"]) == ("2026-04-11", "89.82")
    assert await told(billing) == [("0.00", "89.82", False)]
    await billing.deliver(decided(order))
    assert (await seen(billing, new))["due"] == "0.00"


async def test_what_was_refunded_before_does_not_settle_as_well(billing: ShopService) -> None:
    order = await paid_lamps(billing)
    await billing.deliver(decided(order), refund_decided(order, amount=Decimal("80.00")))
    await billing.deliver(in_exchange(order, "89.82"))
    assert (await told(billing))[-1][:2] == ("9.82", "80.00")
    await holds(billing)


async def test_cancelling_the_order_in_exchange_gives_the_money_back_to_the_return(billing: ShopService) -> None:
    order = await paid_lamps(billing)
    new = in_exchange(order, "119.00")
    await billing.deliver(decided(order), new)
    entry = (await seen(billing, new))["ledger"][0]["entry_id"]
    refund = (await seen(billing, order))["refunds"][0]["refund_id"]
    one = await billing.post(f"/orders/{new.order_id}/payments/reverse", {"reason": "?", "entry_id": entry})
    other = await billing.post(f"/orders/{order.order_id}/refunds/{refund}/fail", {})
    every = await billing.post(f"/orders/{new.order_id}/payments/reverse", {"reason": "?"})
    assert [answer.json()["type"] for answer in (one, other, every)] == [
        "settles-exchange",
        "settles-exchange",
        "nothing-to-reverse",
    ]
    off = cancelled(new)
    await billing.deliver(off)
    await billing.deliver(off.model_copy(update={"sequence": 9}), decided(order, 1))
    first, second = await seen(billing, order), await seen(billing, new)
    assert (first["to_refund"], first["refunds"][0]["state"]) == ("89.82", "failed")
    assert (second["paid"], second["balance"]) == ("0.00", "0.00")
    assert (await told(billing))[-1][2] is True
    events = await billing.announced()
    back = [one for one in events if isinstance(one, PaymentReversed | RefundFailed)]
    assert [str(one.settlement_id) for one in back] == [refund] * 2
    await holds(billing)


async def test_what_settles_an_exchange_is_taken_back_with_both_halves(billing: ShopService) -> None:
    order = await paid_lamps(billing)
    new = in_exchange(order, "119.00")
    await billing.deliver(decided(order), new)
    announced = await billing.announced()
    await empty(billing.database)
    billing._positions.clear()
    async with billing.database.transaction(taking_back=True) as tx:
        verdicts = await TAKE_BACK.take(tx, Unknown(announced, [order, new, decided(order)]))
    assert Outcome.OPEN not in {verdict.outcome for verdict in verdicts}
    await billing.deliver(order, new)
    assert (await seen(billing, new))["due"] == "29.18"
    await holds(billing)
