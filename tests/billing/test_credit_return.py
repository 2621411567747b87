"""A return decides that its goods are credited: once for a decision, with what is kept of it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.schemas.billing import CreditNoteIssued, RefundSucceeded, ReturnDecisionRefused
from shared.schemas.orders import OrderPlaced
from shared.schemas.returns import ReturnCreditDecided, ReturnedLine, ReturnRefundDecided
from tests.support.orders import PLACED_AT, cancelled, placed
from tests.support.service import ShopService


def lamps(**more: Any) -> OrderPlaced:
    """Two for 89.82, VAT 14.97 included."""
    return placed(lines={"LAMP": 2}, price="44.91", **more)


def decided(order: OrderPlaced, units: int = 2, **more: Any) -> ReturnCreditDecided:
    facts = {
        "order_id": order.order_id,
        "sequence": 7,
        "return_id": UUID(int=7),
        "number": "RE-000007",
        "at": PLACED_AT,
        "by": "alice",
        "decision_id": uuid7(),
        "lines": (ReturnedLine(line_no=1, sku="LAMP", quantity=units),),
    }
    return ReturnCreditDecided(**facts | more)


async def notes(billing: ShopService) -> list[CreditNoteIssued]:
    return [event for event in await billing.announced() if isinstance(event, CreditNoteIssued)]


async def test_goods_of_a_return_are_credited_once_for_its_decision(billing: ShopService) -> None:
    order = lamps(shipping="4.90")
    decision = decided(order, reason="too large")
    await billing.deliver(order, decision)
    await billing.deliver(decision.model_copy(update={"sequence": 9}))
    (note,) = await notes(billing)
    assert (note.totals.gross, note.totals.vat, note.return_id, note.decision_id, note.by, note.reason) == (
        *(Decimal("89.82"), Decimal("14.97"), UUID(int=7), decision.decision_id),
        *("alice", "too large"),
    )
    assert [(line.quantity, line.restock, line.kept) for line in note.lines] == [(2, False, None)]
    await billing.deliver(decided(order, 1))
    refused = (await billing.announced())[-1]
    assert isinstance(refused, ReturnDecisionRefused)
    assert (refused.problem, refused.return_number) == ("over-crediting", "RE-000007")


async def test_a_restocking_fee_of_5_percent_and_postage_are_kept(billing: ShopService) -> None:
    order = lamps(shipping="4.90")
    await billing.deliver(order, decided(order, restocking_percent=Decimal(5)))
    (note,) = await notes(billing)
    assert (note.totals.gross, note.totals.vat, note.lines[0].amount, note.lines[0].kept) == (
        *(Decimal("85.33"), Decimal("14.22")),
        *(Decimal("85.33"), Decimal("4.49")),
    )
    other = lamps(number="1002", shipping="4.90")
    await billing.deliver(other, decided(other, restocking_percent=Decimal(5), postage=Decimal("6.50"), shipping=True))
    note = (await notes(billing))[-1]
    assert (note.totals.gross, note.shipping) == (Decimal("83.73"), Decimal("4.90"))


async def test_what_is_kept_of_one_unit_is_not_given_back_with_the_next(billing: ShopService) -> None:
    order = lamps()
    for _ in range(2):
        await billing.deliver(
            *([] if await notes(billing) else [order]), decided(order, 1, restocking_percent=Decimal(5))
        )
    assert [note.totals.gross for note in await notes(billing)] == [Decimal("42.66"), Decimal("42.66")]
    account = (await billing.http.get(f"/orders/{order.order_id}")).json()
    assert account["credited"] == "85.32"


async def test_what_is_without_vat_is_credited_so(billing: ShopService) -> None:
    order = placed(lines={"LAMP": 2}, price="50.00", prices_include_vat=False)
    await billing.deliver(order, decided(order, restocking_percent=Decimal(10)))
    (note,) = await notes(billing)
    assert (note.totals.net, note.totals.vat, note.totals.gross) == (
        Decimal("90.00"),
        Decimal("18.00"),
        Decimal("108.00"),
    )


async def test_why_a_decision_is_not_carried_out_is_said(billing: ShopService) -> None:
    order, off = lamps(), lamps(number="1002")
    await billing.deliver(decided(order))
    await billing.deliver(order, off, cancelled(off))
    await billing.deliver(
        decided(off), decided(order, postage=Decimal("100.00")), decided(order, restocking_percent=Decimal(100))
    )
    refused = [event.problem for event in await billing.announced() if isinstance(event, ReturnDecisionRefused)]
    assert refused == ["order-not-found", "order-cancelled", "fees-exceed-credit", "nothing-to-credit"]
    assert await notes(billing) == []


async def test_what_a_return_credited_is_refunded_once_for_its_decision(billing: ShopService) -> None:
    order = lamps()
    await billing.deliver(order)
    decision = ReturnRefundDecided(
        **decided(order).model_dump(exclude={"lines", "decision_id", "reason"}),
        decision_id=uuid7(),
        method="card",
        amount=Decimal("85.33"),
    )
    await billing.deliver(decision)
    refused = (await billing.announced())[-1]
    assert isinstance(refused, ReturnDecisionRefused)
    assert refused.problem == "nothing-owed"
    await billing.post(f"/orders/{order.order_id}/payments", {})
    await billing.deliver(decided(order, restocking_percent=Decimal(5)))
    again = decision.model_copy(update={"decision_id": uuid7(), "succeeded": True})
    await billing.deliver(again)
    await billing.deliver(again.model_copy(update={"sequence": 9}))
    (refund,) = [event for event in await billing.announced() if isinstance(event, RefundSucceeded)]
    assert (refund.refund_id, refund.amount, refund.paid) == (again.decision_id, Decimal("85.33"), Decimal("4.49"))
