"""A return decides that its goods are credited: once for a decision, with what is kept of it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.billing import CreditNoteIssued, RefundSucceeded, ReturnDecisionRefused
from shared.schemas.orders import OrderPlaced, Payment
from shared.schemas.returns import ReturnCreditDecided, ReturnedLine, ReturnRefundDecided
from tests.billing.invoices import invoice_more
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
    assert (refused.problem, refused.return_number) == ("nothing-to-credit", "RE-000007")


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
    assert refused == ["order-not-found", "order-cancelled", "fees-exceed-credit", "fees-exceed-credit"]
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


async def test_the_credit_of_a_return_is_told_to_the_cent_before_it_is_issued(billing: ShopService) -> None:
    order = lamps(shipping="4.90")
    await billing.deliver(order)
    path = f"/orders/{order.order_id}/credit-preview?line=1:2"
    unpaid = (await billing.http.get(path)).json()
    assert (unpaid["totals"]["gross"], unpaid["totals"]["vat"], unpaid["to_refund"]) == ("89.82", "14.97", "0.00")
    await billing.post(f"/orders/{order.order_id}/payments", {})
    told = (await billing.http.get(f"{path}&restocking_percent=5&postage=6.50&shipping=true")).json()
    assert (told["invoice_number"], told["goods"], told["restocking_fee"], told["postage"]) == (
        *("FA-2026-000001", "89.82"),
        *("4.49", "6.50"),
    )
    assert [(part["kind"], part["quantity"], part["amount"], part["kept"]) for part in told["parts"]] == [
        ("line", 2, "78.83", "10.99"),
        ("shipping", 0, "4.90", None),
    ]
    assert (told["totals"]["gross"], told["to_refund"]) == ("83.73", "83.73")
    await billing.deliver(decided(order, restocking_percent=Decimal(5), postage=Decimal("6.50"), shipping=True))
    (note,) = await notes(billing)
    assert note.totals.model_dump(mode="json") == told["totals"]
    refused = (await billing.http.get(path)).json()
    assert refused["type"] == "nothing-to-credit"


async def test_goods_on_several_invoices_are_credited_of_the_one_that_has_them_or_each_apart(
    billing: ShopService,
) -> None:
    order = lamps()
    await billing.deliver(order)
    await invoice_more(billing, order, lines={"BULB": 1, "RUG": 3}, price="40.00")
    rugs = ReturnedLine(line_no=2, sku="RUG", quantity=3)
    await billing.deliver(decided(order, lines=(rugs,)), decided(order, 2))
    assert [(note.invoice_number, note.totals.gross) for note in await notes(billing)] == [
        ("FA-2026-000002", Decimal("120.00")),
        ("FA-2026-000001", Decimal("89.82")),
    ]
    other = lamps(number="1002")
    await billing.deliver(other)
    await invoice_more(billing, other, lines={"BULB": 1, "RUG": 3}, price="40.00")
    await billing.deliver(decided(other, lines=(*decided(other).lines, rugs)))
    refused = (await billing.announced())[-1]
    assert isinstance(refused, ReturnDecisionRefused)
    assert (refused.problem, refused.detail) == (
        "lines-of-several-invoices",
        "no invoice of order 1002 has all of these goods left to credit: FA-2026-000003 has 2 of line 1;"
        " FA-2026-000004 has 1 of line 1, 3 of line 2. Credit those of each invoice apart",
    )


@pytest.mark.parametrize(("shipping", "credited"), [("4.90", ["49.81", "44.91"]), (None, ["44.91", "44.91"])])
async def test_delivery_is_given_back_with_what_comes_first_and_goods_that_come_later_are_credited_all_the_same(
    billing: ShopService, shipping: str | None, credited: list[str]
) -> None:
    order = lamps(shipping=shipping) if shipping else lamps()
    await billing.deliver(order, decided(order, 1, shipping=True), decided(order, 1, shipping=True))
    assert [str(note.totals.gross) for note in await notes(billing)] == credited


async def test_what_is_to_be_given_back_besides_the_goods_is_so_as_far_as_it_was_charged(billing: ShopService) -> None:
    costs = Payment(method="cash on delivery", cost=Decimal("3.00"), vat_rate=Decimal(20))
    order, free = lamps(shipping="5.00", payment=costs), lamps(number="1002")
    total = order.totals.model_copy(
        update={"net": Decimal("81.52"), "vat": Decimal("16.30"), "gross": Decimal("97.82")}
    )
    (rate,) = order.totals.vat_by_rate
    rates = (rate.model_copy(update={"net": total.net, "vat": total.vat, "gross": total.gross}),)
    order = order.model_copy(update={"totals": total.model_copy(update={"vat_by_rate": rates})})
    await billing.deliver(order, free)
    told = "line=1:2&shipping=true&payment_costs=true"
    for one, gross in ((order, "97.82"), (free, "89.82")):
        preview = (await billing.http.get(f"/orders/{one.order_id}/credit-preview?{told}")).json()
        await billing.deliver(decided(one, shipping=True, payment_costs=True))
        note = (await notes(billing))[-1]
        assert (preview["totals"]["gross"], str(note.totals.gross)) == (gross, gross)


async def test_of_units_that_are_credited_already_only_the_others_are_credited_for_their_return(
    billing: ShopService,
) -> None:
    order = placed(lines={"LAMP": 2, "CHAIR": 1}, price="44.91")
    await billing.deliver(order)
    (invoice,) = (await billing.http.get(f"/invoices?order_id={order.order_id}")).json()["items"]
    goodwill = {"invoice_id": invoice["document_id"], "lines": [{"line_no": 1, "quantity": 1}], "reason": "a scratch"}
    assert (await billing.post("/credit-notes", goodwill)).status_code == 201
    lines = (ReturnedLine(line_no=1, sku="LAMP", quantity=2), ReturnedLine(line_no=2, sku="CHAIR", quantity=1))
    preview = (await billing.http.get(f"/orders/{order.order_id}/credit-preview?line=1:2&line=2:1")).json()
    await billing.deliver(decided(order, lines=lines))
    note = (await notes(billing))[-1]
    assert (preview["totals"]["gross"], str(note.totals.gross)) == ("89.82", "89.82")
    assert [(line.line_no, line.quantity) for line in note.lines] == [(1, 1), (2, 1)]


async def test_of_a_gift_nothing_is_credited_and_no_fee_is_said_to_be_too_much(billing: ShopService) -> None:
    order = placed(lines={"GIFT": 1}, price="0.00")
    await billing.deliver(order, decided(order, 1, postage=Decimal("6.50")))
    refused = (await billing.announced())[-1]
    assert isinstance(refused, ReturnDecisionRefused)
    assert refused.problem == "nothing-to-credit"
