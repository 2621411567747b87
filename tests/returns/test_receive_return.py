"""Goods of a return come, or do not, and go into stock, quarantine, the bin or back."""

import asyncio
from datetime import timedelta
from typing import Any

from services.returns.returned.lines import ReturnLine, Units, rolled_up
from services.returns.returned.states import ReturnState
from services.returns.settings import ShopTime
from services.returns.usecases.expire_returns import expire_returns
from shared.clock import now
from shared.schemas.fulfilment import RestockRefused, ReturnedGoodsRestocked
from shared.schemas.returns import (
    Disposition,
    ReturnClosed,
    ReturnDecisionAnswered,
    ReturnedGoodsDisposed,
    ReturnedGoodsReceived,
    UnitOutcome,
)
from tests.returns.asking import do, opened, received, refused, said, shipped_order, unit
from tests.support.orders import PLACED_AT
from tests.support.service import ShopService


async def test_units_come_in_part_and_go_to_three_places(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 5})
    one = await opened(returns, order, {1: 5})
    sent = await do(returns, one, "send", carrier="colissimo", tracking_number="6A12345678905")
    assert (sent["state"], sent["tracking_number"]) == ("in_transit", "6A12345678905")
    first = await received(
        returns, one, unit(1, 1, disposition="restock"), unit(1, 1, disposition="quarantine"), unit(1, 1)
    )
    assert (first["state"], first["waits_for"], first["lines"][0]["awaited"]) == (
        *("partially_received", "disposition"),
        2,
    )
    scrapped = await do(returns, one, "dispose", lines=[unit(1, 1, disposition="scrap")])
    assert scrapped["waits_for"] == "goods"
    last = await received(returns, one, unit(1, 1, outcome="lost"), unit(1, 1, outcome="short"))
    assert (last["state"], last["lines"][0]["creditable"], last["waits_for"]) == ("received", 4, "credit")
    assert [(of["outcome"], of["disposition"], of["quantity"]) for of in last["lines"][0]["units"]] == [
        ("received", "restock", 1),
        ("received", "quarantine", 1),
        ("received", "scrap", 1),
        ("lost", None, 1),
        ("short", None, 1),
    ]
    events = await returns.announced()
    receptions = [event for event in events if isinstance(event, ReturnedGoodsReceived)]
    assert [event.complete for event in receptions] == [False, True]
    disposed = [event for event in events if isinstance(event, ReturnedGoodsDisposed)]
    assert [[line.disposition for line in event.lines] for event in disposed] == [["restock", "quarantine"], ["scrap"]]
    (decision,) = last["decisions"]
    assert (decision["kind"], decision["state"], decision["lines"]) == (
        *("restock", "asked"),
        [{"line_no": 1, "sku": "LAMP", "quantity": 1}],
    )


async def test_what_is_in_quarantine_goes_into_stock_or_is_scrapped_later(returns: ShopService) -> None:
    order = await shipped_order(returns)
    one = await opened(returns, order, {1: 2})
    await received(returns, one, unit(1, 2, disposition="quarantine"))
    await do(returns, one, "dispose", lines=[unit(before="quarantine", disposition="restock")])
    last = await do(returns, one, "dispose", lines=[unit(before="quarantine", disposition="scrap")])
    assert "dispose" not in last["may"]
    line = unit(before="restock", disposition="scrap")
    assert (await refused(returns, one, "dispose", lines=[line]))[1] == "already-decided"
    line = unit(before="quarantine", disposition="scrap")
    assert (await refused(returns, one, "dispose", lines=[line]))[1:] == (
        *("not-received",),
        "0 of line 1 (LAMP) are in quarantine, not 1",
    )


async def test_what_stock_refuses_is_decided_anew(returns: ShopService) -> None:
    order = await shipped_order(returns)
    one = await opened(returns, order, {1: 2})
    (first,) = (await received(returns, one, unit(1, 2, disposition="restock")))["decisions"]
    facts = {"order_id": order.order_id, "return_id": one["return_id"], "number": one["number"], "by": "alice"}
    told = {"problem": "more-than-shipped", "detail": "0 have left", "refused_at": PLACED_AT}
    await returns.deliver(RestockRefused(**facts, **told, sequence=4, decision_id=first["decision_id"]))
    found = said(await returns.http.get(f"/returns/{one['return_id']}"))
    assert (found["lines"][0]["not_restocked"], found["waits_for"], "dispose" in found["may"]) == (
        *(2, "disposition"),
        True,
    )
    line = unit(1, 3, before="restock", disposition="scrap")
    assert (await refused(returns, one, "dispose", lines=[line]))[2] == (
        "2 of line 1 (LAMP) are refused by stock, not 3"
    )
    again = unit(1, 1, before="restock", disposition="restock")
    last = await do(returns, one, "dispose", lines=[again, unit(1, 1, before="restock", disposition="scrap")])
    assert [(of["disposition"], of["quantity"]) for of in last["lines"][0]["units"]] == [("restock", 1), ("scrap", 1)]
    assert [(of["state"], of["lines"][0]["quantity"]) for of in last["decisions"]] == [("refused", 2), ("asked", 1)]
    assert (await refused(returns, one, "dispose", lines=[again]))[1] == "already-decided"


async def test_the_same_reception_twice_at_once_counts_once(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    one = await opened(returns, order, {1: 1})
    body = {"lines": [unit()]}
    answers = await asyncio.gather(*(returns.post(f"/returns/{one['return_id']}/receive", body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert (await returns.announced_types()).count("ReturnedGoodsReceived") == 1


async def test_goods_that_were_lost_and_are_here_after_all_are_received(returns: ShopService) -> None:
    order = await shipped_order(returns)
    one = await opened(returns, order, {1: 2})
    lost = await received(returns, one, unit(1, 2, outcome="lost"))
    assert (lost["state"], "receive" in lost["may"]) == ("received", True)
    found = await received(returns, one, unit(found="lost", disposition="restock"))
    assert [(of["outcome"], of["quantity"]) for of in found["lines"][0]["units"]] == [("lost", 1), ("received", 1)]
    assert (await refused(returns, one, "receive", lines=[unit(1, 2, found="lost")]))[1] == "more-than-awaited"


async def test_nothing_is_received_of_what_is_not_approved_or_is_over(returns: ShopService) -> None:
    order = await shipped_order(returns)
    one = await opened(returns, order, {1: 2}, approve=False)
    assert (await refused(returns, one, "receive", lines=[unit()]))[1] == "wrong-state"
    await do(returns, one, "approve")
    assert (await refused(returns, one, "receive", lines=[unit(2)]))[1] == "not-of-return"
    assert (await refused(returns, one, "receive", lines=[unit(1, 3)]))[2] == (
        "2 of line 1 (LAMP) are still awaited, not 3"
    )
    await received(returns, one, unit())
    assert (await refused(returns, one, "cancel"))[1] == "wrong-state"


async def test_a_return_is_closed_once_all_is_decided_and_what_did_not_come_may_be_returned_again(
    returns: ShopService,
) -> None:
    order = await shipped_order(returns)
    one = await opened(returns, order, {1: 2})
    half = await received(returns, one, unit(1, 1), unit(1, 1, outcome="short"))
    assert half["waits_for"] == "disposition"
    assert (await refused(returns, one, "close"))[1] == "still-to-do"
    await do(returns, one, "dispose", lines=[unit(disposition="scrap")])
    closed = await do(returns, one, "close")
    assert (closed["state"], closed["lines"][0]["freed"]) == ("closed", 1)
    event = (await returns.announced())[-1]
    assert isinstance(event, ReturnClosed)
    assert [(line.sku, line.quantity) for line in event.freed] == [("LAMP", 1)]
    await opened(returns, order, {1: 1})


async def test_a_return_of_which_nothing_came_is_over_after_its_day_and_late_goods_are_received(
    returns: ShopService,
) -> None:
    order = await shipped_order(returns)
    one = await opened(returns, order, {1: 2})
    async with returns.transaction() as tx:
        await tx.execute("UPDATE returns SET expires_on = $1", ShopTime().day_of(now()))
        assert await expire_returns(tx) == 0
        await tx.execute("UPDATE returns SET expires_on = $1", ShopTime().day_of(now()) - timedelta(days=1))
        assert await expire_returns(tx) == 1
        assert await expire_returns(tx) == 0
    over = said(await returns.http.get(f"/returns/{one['return_id']}"))
    assert (over["state"], over["waits_for"]) == ("expired", None)
    assert (await returns.announced_types())[-1] == "ReturnExpired"
    assert (await received(returns, one, unit()))["state"] == "partially_received"


async def test_returns_are_counted_and_listed_by_what_they_wait_for(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 4})
    await opened(returns, order, {1: 1}, approve=False)
    one = await opened(returns, order, {1: 1})
    await received(returns, one, unit())
    counts = said(await returns.http.get("/returns/counts"))
    assert (counts["open"], {what: count for what, count in counts["waits_for"].items() if count}) == (
        2,
        {"decision": 1, "disposition": 1},
    )
    found = said(await returns.http.get("/returns", params={"waits_for": "disposition"}))["items"]
    assert [one["number"] for one in found] == ["RE-000002"]
    for number in ("RE-000001", "re-000001", "1"):
        found = said(await returns.http.get("/returns", params={"number": number}))["items"]
        assert [one["number"] for one in found] == ["RE-000001"]


def test_the_state_of_a_return_follows_from_its_units() -> None:
    line = ReturnLine(line_no=1, sku="LAMP", quantity=2)
    came = Units(outcome=UnitOutcome.RECEIVED, disposition=Disposition.SCRAP, quantity=1)
    half = line.model_copy(update={"units": (came,)})
    whole = line.model_copy(update={"units": (came, Units(outcome=UnitOutcome.LOST, quantity=1))})
    assert rolled_up(ReturnState.APPROVED, [line, line]) is ReturnState.APPROVED
    assert rolled_up(ReturnState.IN_TRANSIT, [line]) is ReturnState.IN_TRANSIT
    assert rolled_up(ReturnState.IN_TRANSIT, [half]) is ReturnState.PARTIALLY_RECEIVED
    assert rolled_up(ReturnState.APPROVED, [whole, line]) is ReturnState.PARTIALLY_RECEIVED
    assert rolled_up(ReturnState.EXPIRED, [whole, whole]) is ReturnState.RECEIVED
    assert rolled_up(ReturnState.CLOSED, [half]) is ReturnState.CLOSED


async def test_the_return_shows_whether_its_goods_are_in_stock(returns: ShopService) -> None:
    order = await shipped_order(returns)
    one = await opened(returns, order, {1: 2})
    await received(returns, one, unit(disposition="restock"))
    both = await received(returns, one, unit(disposition="restock"))
    assert (await refused(returns, one, "close"))[1:] == (
        *("still-to-do",),
        "what was decided of return RE-000001 is still to be carried out",
    )
    first, second = both["decisions"]
    told: dict[str, Any] = {
        "order_id": order.order_id,
        "return_id": one["return_id"],
        "number": one["number"],
        "by": "alice",
    }
    done = ReturnedGoodsRestocked(**told, decision_id=first["decision_id"], lines=(), restocked_at=PLACED_AT)
    why = {"problem": "more-than-shipped", "detail": "they are back already"}
    not_done = RestockRefused(**told, decision_id=second["decision_id"], **why, refused_at=PLACED_AT)
    await returns.deliver(not_done, done, done.model_copy(update={"sequence": 2}))
    await returns.deliver(RestockRefused(**told, decision_id=first["decision_id"], **why, refused_at=PLACED_AT))
    found = said(await returns.http.get(f"/returns/{one['return_id']}"))
    assert [(of["state"], of["problem"]) for of in found["decisions"]] == [
        ("done", None),
        ("refused", "more-than-shipped"),
    ]
    answers = [event for event in await returns.announced() if isinstance(event, ReturnDecisionAnswered)]
    assert [(event.done, event.by) for event in answers] == [(False, "fulfilment"), (True, "fulfilment")]
    await do(returns, one, "close")
