"""A return is exchanged for other articles: an order is placed for them once, and the return shows which."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any

from shared.messaging.take_back import Outcome
from shared.postgres.migrate import migrations_of
from shared.schemas.billing import ExchangeSettled
from shared.schemas.fulfilment import ExchangeNotInStock
from shared.schemas.orders import ExchangePlaced, ExchangeRefused
from shared.schemas.returns import ReturnExchangeDecided
from tests.returns.asking import Json, do, opened, received, refused, said, shipped_order, unit
from tests.returns.test_credit_return import credited
from tests.returns.test_take_back import set_back, take_back
from tests.support.orders import PLACED_AT
from tests.support.service import ShopService

DESK = {"sku": "DESK", "quantity": 1, "unit_price": "119.00", "vat_rate": "20"}


def about(one: Json, decision: Json) -> dict[str, Any]:
    return {
        "order_id": one["order_id"],
        "sequence": 5,
        "decision_id": decision["decision_id"],
        "return_id": one["return_id"],
        "by": "alice",
    }


def exchange_placed(one: Json, decision: Json, gross: str = "119.00") -> ExchangePlaced:
    return ExchangePlaced(
        **about(one, decision),
        return_number=one["number"],
        exchange_order_id=decision["decision_id"],
        exchange_order_number="1002",
        gross=Decimal(gross),
        currency="EUR",
        recorded_at=PLACED_AT,
    )


async def seen(returns: ShopService, one: Json) -> Json:
    return said(await returns.http.get(f"/returns/{one['return_id']}"))


async def test_what_came_is_exchanged_once_and_the_return_shows_the_order(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 3})
    one = await opened(returns, order, {1: 3})
    assert (await refused(returns, one, "exchange"))[1:] == (
        "nothing-to-exchange",
        "nothing of return RE-000001 may be exchanged yet: nothing came, and goods come first; say advance where the"
        " other article is to leave before",
    )
    await received(returns, one, unit(1, 2, disposition="restock"))
    assert (await refused(returns, one, "exchange", lines=[unit(1, 3)]))[1:] == (
        "more-than-exchangeable",
        "2 of line 1 of return RE-000001 may be exchanged, not 3",
    )
    asked = await do(returns, one, "exchange", replacements=[DESK], reason="the large one")
    assert "exchange" in asked["may"]  # the unit that is still to come, in advance
    assert (asked["lines"][0]["exchangeable"], asked["lines"][0]["exchangeable_in_advance"]) == (0, 1)
    event = (await returns.announced())[-1]
    assert isinstance(event, ReturnExchangeDecided)
    assert (event.lines[0].quantity, event.exchange.replacements[0].sku, event.exchange.due_on) == (2, "DESK", None)
    decision = asked["decisions"][-1]
    assert (decision["kind"], decision["state"], decision["exchange"]["replacements"][0]["unit_price"]) == (
        *("exchange", "asked"),
        "119.00",
    )
    assert (await refused(returns, one, "exchange"))[1] == "nothing-to-exchange"
    placed = exchange_placed(one, decision)
    await returns.deliver(placed, placed.model_copy(update={"sequence": 6}))
    done = (await seen(returns, one))["decisions"][-1]
    assert (done["state"], done["amount"], done["document_id"], done["number"]) == (
        *("done", "119.00"),
        *(decision["decision_id"], "1002"),
    )
    assert (await returns.announced_types()).count("ReturnDecisionAnswered") == 1
    steps = said(await returns.http.get(f"/returns/{one['return_id']}/steps"))["steps"]
    assert (steps[-1]["step"], steps[-1]["reason"], steps[-1]["by"]) == ("exchange", "the large one", "alice")


async def test_money_that_an_exchange_takes_is_not_refunded_as_well(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    one = await opened(returns, order, {1: 1})
    await received(returns, one, unit(disposition="scrap"))
    credit = (await do(returns, one, "credit"))["decisions"][-1]
    await returns.deliver(credited(one, credit))
    assert (await seen(returns, one))["to_refund"] == "11.88"
    exchange = (await do(returns, one, "exchange"))["decisions"][-1]
    assert exchange["exchange"]["replacements"] == [
        {"sku": "LAMP", "quantity": 1, "unit_price": None, "discount": "0", "vat_rate": None}
        | {"line_no": 1, "credited": True}
    ]
    assert (await refused(returns, one, "refund", method="card"))[1] == "nothing-to-refund"
    assert (await refused(returns, one, "close"))[1] == "still-to-do"
    await returns.deliver(exchange_placed(one, exchange, "5.00"))
    assert (await seen(returns, one))["to_refund"] == "6.88"


async def test_what_waited_for_its_closing_before_its_refund_was_waited_for_waits_for_the_refund(
    returns: ShopService,
) -> None:
    (fill,) = [
        sql[sql.index("UPDATE") :] for name, sql in migrations_of("returns") if name == "0012_to_be_refunded.sql"
    ]
    order = await shipped_order(returns, lines={"LAMP": 2})
    owed, exchanged = await opened(returns, order, {1: 1}), await opened(returns, order, {1: 1})
    for one in (owed, exchanged):
        await received(returns, one, unit(disposition="scrap"))
        credit = (await do(returns, one, "credit"))["decisions"][-1]
        await returns.deliver(credited(one, credit))
    exchange = (await do(returns, exchanged, "exchange"))["decisions"][-1]
    await returns.deliver(exchange_placed(exchanged, exchange))
    for _ in range(2):
        returned = said(await returns.http.get("/returns", params={"waits_for": "refund"}))["items"]
        assert [one["return_id"] for one in returned] == [owed["return_id"]]
        assert (await seen(returns, exchanged))["waits_for"] == "closing"
        async with returns.transaction() as tx:
            await tx.execute("UPDATE returns SET waits_for = 'closing'")
            await tx.execute(fill)


async def test_of_two_who_exchange_and_one_who_refunds_at_once_one_does_it(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    one = await opened(returns, order, {1: 1})
    await received(returns, one, unit(disposition="scrap"))
    credit = (await do(returns, one, "credit"))["decisions"][-1]
    await returns.deliver(credited(one, credit))
    path = f"/returns/{one['return_id']}"
    asked = (("exchange", {}), ("exchange", {}), ("refund", {"method": "card"}))
    answers = await asyncio.gather(*(returns.post(f"{path}/{what}", body) for what, body in asked))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


async def test_in_advance_the_order_is_due_on_the_day_by_which_the_goods_are_to_be_back(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    one = await opened(returns, order, {1: 1})
    await do(returns, one, "exchange", advance=True, replacements=[DESK], shipping_price="4.90")
    event = (await returns.announced())[-1]
    assert isinstance(event, ReturnExchangeDecided)
    assert (event.exchange.advance, event.exchange.due_on, event.exchange.shipping_price) == (
        *(True, date.fromisoformat(one["expires_on"])),
        Decimal("4.90"),
    )
    assert (await refused(returns, one, "cancel"))[1:] == (
        *("still-to-do",),
        "return RE-000001 is exchanged for an order that is to be cancelled first",
    )
    assert "cancel" not in (await seen(returns, one))["may"]


async def test_what_is_out_of_stock_is_refunded_instead_and_what_is_wrong_may_be_decided_anew(
    returns: ShopService,
) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    lines = [{"line_no": 1, "quantity": 1, "resolution": "exchange"}]
    one = said(await returns.post(f"/orders/{order.order_id}/returns", {"lines": lines}), 201)
    await received(returns, one, unit(disposition="scrap"))
    wrong = (await do(returns, one, "exchange", replacements=[{"sku": "NOTHING", "quantity": 1}]))["decisions"][-1]
    await returns.deliver(
        ExchangeRefused(
            **about(one, wrong), return_number="RE-000001", problem="unknown-sku", detail="no product has this SKU"
        )
    )
    shown = await seen(returns, one)
    assert (shown["decisions"][-1]["problem"], shown["lines"][0]["resolution"]) == ("unknown-sku", "exchange")
    missing = (await do(returns, one, "exchange", replacements=[DESK]))["decisions"][-1]
    await returns.deliver(
        ExchangeNotInStock(
            **about(one, missing),
            number="RE-000001",
            problem="out-of-stock",
            detail="no DESK is left, 1 wanted",
            refused_at=PLACED_AT,
        )
    )
    shown = await seen(returns, one)
    assert [(each["state"], each["problem"]) for each in shown["decisions"]] == [
        ("refused", "unknown-sku"),
        ("refused", "out-of-stock"),
    ]
    assert (shown["lines"][0]["resolution"], "credit" in shown["may"]) == ("refund", True)


async def exchanged(returns: ShopService) -> tuple[Json, Json]:
    """A return that is here and credited, and the decision by which a desk is given for it."""
    order = await shipped_order(returns, lines={"LAMP": 1})
    one = await opened(returns, order, {1: 1})
    await received(returns, one, unit(disposition="scrap"))
    credit = (await do(returns, one, "credit"))["decisions"][-1]
    await returns.deliver(credited(one, credit))
    exchange = (await do(returns, one, "exchange", replacements=[DESK]))["decisions"][-1]
    return one, exchange


def settled(one: Json, exchange: Json, **amounts: str) -> ExchangeSettled:
    return ExchangeSettled(
        **about(one, exchange),
        return_number=one["number"],
        exchange_order_id=exchange["decision_id"],
        exchange_order_number="1002",
        currency="EUR",
        told_at=PLACED_AT,
        **{name: Decimal(amount) for name, amount in amounts.items()},
    )


async def test_what_settles_an_exchange_is_shown_and_what_it_does_not_take_is_to_be_refunded(
    returns: ShopService,
) -> None:
    one, exchange = await exchanged(returns)
    told = settled(one, exchange, gross="119.00", settled="10.00", due="109.00")
    await returns.deliver(told)
    shown = await seen(returns, one)
    decision = shown["decisions"][-1]
    assert (decision["state"], decision["number"], decision["settled"], shown["to_refund"]) == (
        *("done", "1002", "10.00"),
        "1.88",
    )
    await returns.deliver(told.model_copy(update={"sequence": 7, "settled": Decimal("0.00"), "ended": True}))
    await returns.deliver(told.model_copy(update={"sequence": 6}), exchange_placed(one, exchange))
    shown = await seen(returns, one)
    decision = shown["decisions"][-1]
    assert (decision["state"], decision["problem"], decision["detail"], shown["to_refund"]) == (
        *("refused", "order-cancelled"),
        *("order 1002 was cancelled", "11.88"),
    )
    assert "exchange" in shown["may"]


async def test_what_was_given_back_of_a_cancelled_order_in_exchange_is_not_refunded_for_the_return_as_well(
    returns: ShopService,
) -> None:
    one, exchange = await exchanged(returns)
    told = settled(one, exchange, gross="11.88", settled="11.88", due="0.00")
    # A part of that was refunded of the order in exchange: the rest is owed there.
    await returns.deliver(told, told.model_copy(update={"sequence": 7, "ended": True}))
    shown = await seen(returns, one)
    decision = shown["decisions"][-1]
    assert (decision["state"], decision["settled"], shown["to_refund"], shown["may"]) == (
        *("refused", "11.88"),
        "0.00",
        ["close"],
    )
    assert (await refused(returns, one, "refund", method="card"))[1] == "nothing-to-refund"
    announced = await returns.announced()
    await set_back(returns)
    assert {verdict.outcome for verdict in await take_back(returns, announced, [])} == {Outcome.TAKEN}
    again = await seen(returns, one)
    assert (again["decisions"][-1]["state"], again["to_refund"], again["may"]) == ("refused", "0.00", ["close"])


async def test_an_exchange_that_was_announced_is_taken_back_with_its_answer(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    one = await opened(returns, order, {1: 1})
    decision = (await do(returns, one, "exchange", advance=True, replacements=[DESK]))["decisions"][-1]
    await returns.deliver(exchange_placed(one, decision))
    before, announced = await seen(returns, one), await returns.announced()
    await set_back(returns)
    verdicts = await take_back(returns, announced, [])
    assert {verdict.outcome for verdict in verdicts} == {Outcome.TAKEN}
    assert (await seen(returns, one))["decisions"] == before["decisions"]
