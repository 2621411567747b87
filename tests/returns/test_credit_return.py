"""Units of a return are credited by billing, with fees by the settings, and the return shows whether they are."""

from datetime import date
from decimal import Decimal
from typing import Any

from uuid_utils.compat import uuid7

from services.returns.invariants import INVARIANTS
from shared.schemas.billing import CreditedLine, CreditNoteIssued, RefundFailed, RefundSucceeded
from shared.schemas.money import Totals
from shared.schemas.returns import ReturnCreditDecided, ReturnRefundDecided
from tests.returns.asking import Json, credit_refused, do, opened, received, refused, said, shipped_order, unit
from tests.returns.parcels import unshipped
from tests.returns.test_ask_for_return import policy
from tests.support.orders import PLACED_AT
from tests.support.service import ShopService, token


def credited(one: Json, decision: Json, units: int = 1) -> CreditNoteIssued:
    return CreditNoteIssued(
        order_id=one["order_id"],
        sequence=4,
        document_id=uuid7(),
        number="AV-2026-000001",
        invoice_id=uuid7(),
        invoice_number="FA-2026-000001",
        issued_on=date(2026, 3, 2),
        issued_at=PLACED_AT,
        currency="EUR",
        totals=Totals(net=Decimal("9.90"), vat=Decimal("1.98"), gross=Decimal("11.88"), vat_by_rate=()),
        lines=(CreditedLine(line_no=1, sku="LAMP", quantity=units, amount=Decimal("11.88")),),
        credited_in_full=False,
        by="alice",
        return_id=one["return_id"],
        decision_id=decision["decision_id"],
    )


async def test_what_came_is_credited_by_billing_and_the_return_shows_it(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 4})
    await policy(returns, restocking_percent=Decimal(5))
    one = await opened(returns, order, {1: 4})
    assert (await refused(returns, one, "credit"))[1] == "nothing-to-credit-yet"
    await received(
        returns,
        one,
        unit(1, 1, disposition="scrap"),
        unit(1, 1, disposition="back_to_customer"),
        unit(1, 1, outcome="lost"),
        unit(1, 1, outcome="short"),
    )
    assert (await refused(returns, one, "credit", lines=[unit(1, 3)]))[1:] == (
        *("more-than-creditable",),
        "2 of line 1 of return RE-000001 may be credited, not 3",
    )
    asked = await do(returns, one, "credit", shipping=True, reason="too large")
    (decision,) = asked["decisions"]
    assert (decision["kind"], decision["state"], decision["lines"][0]["quantity"], asked["waits_for"]) == (
        *("credit", "asked"),
        *(2, "owner"),
    )
    event = (await returns.announced())[-1]
    assert isinstance(event, ReturnCreditDecided)
    assert (event.restocking_percent, event.shipping, event.lines[0].quantity) == (Decimal(5), True, 2)
    assert (await refused(returns, one, "credit"))[1] == "nothing-to-credit-yet"
    note = credited(one, decision, 2)
    await returns.deliver(note, note.model_copy(update={"sequence": 5}))
    done = said(await returns.http.get(f"/returns/{one['return_id']}"))
    (decision,) = done["decisions"]
    assert (decision["state"], decision["amount"], decision["number"], done["waits_for"]) == (
        *("done", "11.88"),
        *("AV-2026-000001", "refund"),
    )
    assert (await returns.announced_types()).count("ReturnDecisionAnswered") == 1
    assert (await do(returns, one, "close"))["state"] == "closed"


async def test_what_billing_refuses_may_be_credited_anew_unless_nothing_is_left_of_it(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    one = await opened(returns, order, {1: 1})
    await received(returns, one, unit(disposition="scrap"))
    asked = await do(returns, one, "credit")
    await returns.deliver(credit_refused(order, asked, "edit-waits"))
    found = said(await returns.http.get(f"/returns/{one['return_id']}"))
    assert (found["decisions"][0]["problem"], found["waits_for"], found["may"]) == (
        *("edit-waits", "credit"),
        ["credit", "exchange", "close"],
    )
    asked = await do(returns, one, "credit")
    await returns.deliver(credit_refused(order, asked, "nothing-to-credit"))
    found = said(await returns.http.get(f"/returns/{one['return_id']}"))
    assert (found["waits_for"], found["may"], found["lines"][0]["creditable"]) == ("closing", ["close"], 0)


async def test_goods_that_did_not_come_yet_are_credited_only_where_the_policy_says_so(returns: ShopService) -> None:
    order = await shipped_order(returns)
    await policy(returns, goods_first=False)
    one = await opened(returns, order, {1: 2})
    assert "credit" in one["may"]
    asked = await do(returns, one, "credit", lines=[unit()])
    assert asked["lines"][0]["creditable"] == 1


async def test_what_is_credited_before_it_came_is_neither_taken_off_nor_made_less(returns: ShopService) -> None:
    order = await shipped_order(returns)
    await policy(returns, goods_first=False)
    one = await opened(returns, order, {1: 2})
    asked = await do(returns, one, "credit")
    for number in ("its credit is under way", "AV-2026-000001 credits it"):
        assert not {"change", "cancel"} & set(said(await returns.http.get(f"/returns/{one['return_id']}"))["may"])
        for what, body in {"change": {"lines": [unit()]}, "cancel": {}}.items():
            assert await refused(returns, one, what, **body) == (
                *(409, "credit-stands"),
                f"goods of return RE-000001 are to come, as {number}: what does not come is lost",
            )
        await returns.deliver(credited(one, asked["decisions"][-1], 2))
    await received(returns, one, unit(1, 2, outcome="lost"))
    assert "close" in said(await returns.http.get(f"/returns/{one['return_id']}"))["may"]


async def test_of_what_billing_does_not_credit_the_return_may_be_taken_off(returns: ShopService) -> None:
    order = await shipped_order(returns)
    await policy(returns, goods_first=False)
    one = await opened(returns, order, {1: 2})
    asked = await do(returns, one, "credit")
    await returns.deliver(credit_refused(order, asked, "edit-waits"))
    assert (await do(returns, one, "change", lines=[unit()]))["lines"][0]["quantity"] == 1
    assert (await do(returns, one, "cancel"))["state"] == "cancelled"


async def test_what_is_credited_stays_to_come_also_where_its_parcel_had_not_left_after_all(
    returns: ShopService,
) -> None:
    order = await shipped_order(returns)
    await policy(returns, goods_first=False)
    one, other = await opened(returns, order, {1: 1}), await opened(returns, order, {1: 1})
    asked = await do(returns, one, "credit")
    await returns.deliver(credited(one, asked["decisions"][-1]), unshipped(order))
    states = [said(await returns.http.get(f"/returns/{of['return_id']}"))["state"] for of in (one, other)]
    assert states == ["approved", "cancelled"]
    async with returns.reading() as queries:
        assert [await rule.violations(queries.connection) for rule in INVARIANTS] == [[]] * len(INVARIANTS)


async def test_of_a_withdrawal_no_fee_is_kept(returns: ShopService) -> None:
    order = await shipped_order(returns)
    await policy(returns, restocking_percent=Decimal(5))
    one = await opened(returns, order, {1: 2})
    await received(returns, one, unit(1, 2, disposition="scrap"))
    async with returns.transaction() as tx:
        await tx.execute("UPDATE returns SET origin = 'withdrawal'")
    assert (await refused(returns, one, "credit", restocking_percent="5"))[1] == "no-fee-of-withdrawal"
    await do(returns, one, "credit")
    event = (await returns.announced())[-1]
    assert isinstance(event, ReturnCreditDecided)
    assert (event.restocking_percent, event.postage) == (Decimal(0), Decimal(0))


async def test_what_was_credited_is_refunded_and_the_return_shows_what_becomes_of_it(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    one = await opened(returns, order, {1: 1})
    await received(returns, one, unit(disposition="scrap"))
    (decision,) = (await do(returns, one, "credit"))["decisions"]
    assert (await refused(returns, one, "refund", method="card"))[1] == "nothing-to-refund"
    await returns.deliver(credited(one, decision))
    assert (await refused(returns, one, "refund", method="card", amount="11.89"))[1] == "more-than-credited"
    asked = await do(returns, one, "refund", method="card", amount="11.00")
    refund = asked["decisions"][1]
    assert (refund["state"], refund["amount"], asked["to_refund"], asked["waits_for"]) == (
        *("asked", "11.00"),
        *("0.88", "owner"),
    )
    event = (await returns.announced())[-1]
    assert isinstance(event, ReturnRefundDecided)
    assert (event.method, event.amount, event.succeeded) == ("card", Decimal("11.00"), False)
    told: dict[str, Any] = {
        "order_id": order.order_id,
        "refund_id": refund["decision_id"],
        "amount": Decimal("11.00"),
        "currency": "EUR",
        "method": "card",
        "payments": (),
        "requested_at": PLACED_AT,
        "requested_by": "alice",
        "recorded_at": PLACED_AT,
        "by": "carol",
    }
    nothing = {"paid": Decimal(0), "due": Decimal(0), "balance": Decimal(0)}
    await returns.deliver(RefundSucceeded(**told, **nothing, sequence=5, refunded_at=PLACED_AT))
    assert await decisions(returns, one) == ["done", "done"]
    await returns.deliver(RefundFailed(**told, sequence=6, failure="account closed"))
    assert await decisions(returns, one) == ["done", "refused"]
    assert (await do(returns, one, "refund", method="transfer"))["to_refund"] == "0.00"


async def test_only_who_may_issue_documents_credits_and_refunds(returns: ShopService) -> None:
    order = await shipped_order(returns)
    one = await opened(returns, order, {1: 1})
    async with returns.client(token("returns:read returns:write")) as other:
        for what, body in (("credit", {}), ("refund", {"method": "card"})):
            path, key = f"/returns/{one['return_id']}/{what}", {"Idempotency-Key": what}
            assert (await other.post(path, json=body, headers=key)).status_code == 403


async def decisions(returns: ShopService, one: Json) -> list[str]:
    found = said(await returns.http.get(f"/returns/{one['return_id']}"))
    return [decision["state"] for decision in found["decisions"]]
