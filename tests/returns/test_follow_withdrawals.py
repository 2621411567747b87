"""What a withdrawal asks for follows the goods and the money, until both are back."""

from decimal import Decimal
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.billing import RefundFailed, RefundSucceeded
from shared.schemas.orders import OrderPlaced
from shared.schemas.withdrawals import OrderWithdrawn
from tests.returns.asking import Json, credit_refused, do, opened, said, shipped_order, unit
from tests.returns.parcels import shipped
from tests.returns.test_credit_return import credited
from tests.returns.withdrawing import case_of, counts, delivered, returns_of, withdraw
from tests.support.clock import Clock
from tests.support.orders import PLACED_AT, cancelled, placed
from tests.support.service import ShopService


async def test_all_of_what_has_not_left_cancels_the_order_and_is_over_once_the_money_is_back(
    returns: ShopService,
) -> None:
    order = placed(lines={"LAMP": 2})
    await returns.deliver(order)
    one = await withdraw(returns, order)
    _, told = await returns.announced()
    assert isinstance(told, OrderWithdrawn)
    assert (told.cancels, [(line.sku, line.quantity) for line in told.take_off]) == (True, [("LAMP", 2)])
    assert one["may"] == ["settle"]
    await returns.deliver(cancelled(order))
    assert (await case_of(returns, one))["state"] == "settled"
    assert await returns_of(returns, order) == []


async def test_what_was_paid_of_an_order_that_is_cancelled_by_it_is_due_until_it_is_back(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2})
    await returns.deliver(order)
    one = await withdraw(returns, order)
    await returns.deliver(cancelled(order, paid=Decimal("25.00")))
    assert ((await case_of(returns, one))["state"], (await counts(returns))["open"]) == ("open", 1)
    refund = {"order_id": order.order_id, "refund_id": uuid7(), "amount": "25.00", "currency": "EUR", "method": "card"}
    refund |= {"payments": (), "requested_at": PLACED_AT, "requested_by": "bob", "recorded_at": PLACED_AT, "by": "bob"}
    after: Json = {"paid": "0.00", "due": "0.00", "balance": "0.00"}
    await returns.deliver(RefundSucceeded.model_validate(refund | after | {"sequence": 5, "refunded_at": PLACED_AT}))
    assert (await case_of(returns, one))["state"] == "settled"
    came_back: Json = {"paid": "25.00", "due": "0.00", "balance": "25.00"}
    await returns.deliver(RefundFailed.model_validate(refund | came_back | {"sequence": 6, "entry_id": uuid7()}))
    assert (await case_of(returns, one))["state"] == "open"


async def test_a_return_that_is_closed_without_a_credit_settles_nothing(returns: ShopService, clock: Clock) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    one = await withdraw(returns, order)
    (back,) = await returns_of(returns, order)
    await do(returns, back, "receive", lines=[unit(disposition="restock")])
    async with returns.transaction() as tx:
        await tx.execute("UPDATE return_decisions SET state = 'done', answered_at = asked_at")
    await do(returns, back, "close")
    assert (await case_of(returns, one))["state"] == "open"
    clock.pass_by(days=12)
    assert [(await counts(returns))[name] for name in ("due", "soon", "over")] == [1, 1, 0]
    clock.pass_by(days=5)
    assert [(await counts(returns))[name] for name in ("due", "soon", "over")] == [1, 0, 1]
    assert len(said(await returns.http.get("/withdrawals", params={"due": True}))["items"]) == 1


@pytest.mark.parametrize("says", ["refunded apart", "nothing is owed"])
async def test_a_return_that_is_closed_without_its_refund_settles_nothing_until_billing_says_that_none_is_owed(
    returns: ShopService, says: str
) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    one = await withdraw(returns, order)
    (back,) = await returns_of(returns, order)
    await returns.deliver(refunded(order, sequence=4))  # of something else, before
    await do(returns, back, "receive", lines=[unit(disposition="scrap")])
    credit = (await do(returns, back, "credit"))["decisions"][-1]
    await returns.deliver(credited(back, credit))
    await do(returns, back, "close")
    assert (await case_of(returns, one))["state"] == "open"
    if says == "refunded apart":
        await returns.deliver(refunded(order, sequence=6))
    else:
        refund = (await do(returns, back, "refund", method="card"))["decisions"][-1]
        answer = credit_refused(order, back | {"decisions": [credit]}, "nothing-owed")
        await returns.deliver(answer.model_copy(update={"sequence": 6, "decision_id": UUID(refund["decision_id"])}))
    assert (await case_of(returns, one))["state"] == "settled"


def refunded(order: OrderPlaced, *, sequence: int) -> RefundSucceeded:
    """Of the order, and not by a return: nothing is owed after it."""
    refund = {"order_id": order.order_id, "refund_id": uuid7(), "amount": "11.88", "currency": "EUR", "method": "card"}
    refund |= {"payments": (), "requested_at": PLACED_AT, "requested_by": "bob", "recorded_at": PLACED_AT, "by": "bob"}
    after: Json = {"paid": "0.00", "due": "0.00", "balance": "0.00", "sequence": sequence, "refunded_at": PLACED_AT}
    return RefundSucceeded.model_validate(refund | after)


async def test_a_part_that_has_not_left_is_to_be_taken_off_and_comes_back_if_it_leaves_all_the_same(
    returns: ShopService,
) -> None:
    order = placed(lines={"LAMP": 2, "CHAIR": 1})
    await returns.deliver(order)
    one = await withdraw(returns, order, {2: 1})
    _, told = await returns.announced()
    assert isinstance(told, OrderWithdrawn)
    assert (told.cancels, [line.sku for line in told.take_off]) == (False, ["CHAIR"])
    assert said(await returns.http.get("/withdrawals/counts"))["take_off"] == 1
    await returns.deliver(shipped(order))
    (back,) = await returns_of(returns, order)
    assert [(line["sku"], back["origin"]) for line in back["lines"]] == [("CHAIR", "withdrawal")]
    assert (await case_of(returns, one))["take_off"] == []


async def test_a_gift_that_comes_back_is_all_that_is_to_be_done_where_billing_has_nothing_to_give_back(
    returns: ShopService,
) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1, "GIFT": 1})
    one = await withdraw(returns, order, {2: 1})
    (back,) = await returns_of(returns, order)
    await do(returns, back, "receive", lines=[unit(2, disposition="restock")])
    await do(returns, back, "credit")
    assert (await case_of(returns, one))["state"] == "open"
    await returns.deliver(credit_refused(order, (await returns_of(returns, order))[0], "nothing-to-credit"))
    (back,) = await returns_of(returns, order)
    assert (back["waits_for"], back["may"]) == ("owner", [])  # stock is still to answer
    assert (await case_of(returns, one))["state"] == "settled"


async def test_what_was_asked_for_as_a_return_before_is_a_withdrawal_then(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    await opened(returns, order, {1: 1})
    await withdraw(returns, order)
    assert [(one["state"], one["lines"][0]["quantity"]) for one in await returns_of(returns, order)] == [
        ("cancelled", 1),
        ("approved", 2),
    ]


@pytest.mark.parametrize(("days", "state"), [(14, "open"), (17, "late")])
async def test_after_the_period_it_is_kept_and_opens_nothing_until_staff_accept_it(
    returns: ShopService, days: int, state: str
) -> None:
    order = await shipped_order(returns)
    await returns.deliver(delivered(order, days))
    one = await withdraw(returns, order)
    assert one["state"] == state
    if state == "late":
        assert await returns_of(returns, order) == []
        accepted = said(await returns.post(f"/withdrawals/{one['withdrawal_id']}/accept"))
        assert accepted["state"] == "open"
    assert [back["origin"] for back in await returns_of(returns, order)] == ["withdrawal"]
