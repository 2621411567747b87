"""What goods of a return are exchanged for becomes an order, linked to the one that they came from."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.orders.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Outcome, Unknown
from shared.schemas.billing import CreditedLine
from shared.schemas.exchanges import Exchange, Replacement
from shared.schemas.fulfilment import ExchangeReserved
from shared.schemas.orders import ExchangePlaced, ExchangeRefused, OrderPlaced
from tests.orders.ordering import history, placed, seen
from tests.orders.upstream_events.billing import credit_note_issued
from tests.support.bodies import line, order, totals
from tests.support.service import ShopService, empty

AT = datetime(2026, 3, 12, 17, tzinfo=UTC)


def reserved(order_id: UUID, *replacements: Replacement, decision_id: UUID | None = None, **of: Any) -> Any:
    return ExchangeReserved(
        order_id=order_id,
        sequence=4,
        decision_id=decision_id or uuid7(),
        return_id=UUID(int=7),
        number="RE-000007",
        by="alice",
        exchange=Exchange(replacements=replacements, **of),
        reserved_at=AT,
        expires_at=AT,
    )


async def first_order(shop: ShopService) -> OrderPlaced:
    """2 × 49.90 at −10 %: 89.82."""
    lines = [line("MADE-TO-MEASURE", 2, "49.90", "89.82", discount="9.98")]
    shipping = {"method": "Colissimo", "price": "4.90", "vat_rate": "20"}
    return await placed(shop, order(lines=lines, shipping=shipping, totals=totals("78.93", "15.79", "94.72")))


async def test_the_same_articles_cost_in_exchange_what_they_are_credited_at(shop: ShopService) -> None:
    first = await first_order(shop)
    event = reserved(first.order_id, Replacement(sku="MADE-TO-MEASURE", quantity=2, line_no=1))
    await shop.deliver(event, event.model_copy(update={"sequence": 5}))
    new = await seen(shop, event.decision_id)
    assert (new["totals"]["gross"], new["totals"]["vat"], new["lines"][0]["discount"]) == ("89.82", "14.97", "9.98")
    assert (new["shipping"]["method"], new["shipping"]["price"]) == ("Colissimo", "0.00")
    assert (new["reference"], new["customer"]["email"], new["payment"]["method"]) == (
        *("RE-000007", "zoe@example.org"),
        "card",
    )
    assert new["exchange_of"] == {
        "return_id": str(UUID(int=7)),
        "number": "RE-000007",
        "order_id": str(first.order_id),
        "order_number": first.number,
        "advance": False,
        "due_on": None,
    }
    assert new["terms"] == {"ships_unpaid": False, "expires_after_h": None, "expires_at": None}
    (told,) = [one for one in await shop.announced() if isinstance(one, ExchangePlaced)]
    assert (told.order_id, told.exchange_order_id, told.exchange_order_number, told.gross) == (
        *(first.order_id, event.decision_id),
        *(new["number"], Decimal("89.82")),
    )
    assert (await history(shop, first.order_id))[-1] == ("alice", "exchange_placed")
    (exchange,) = [
        one for one in await shop.announced() if one.key == str(event.decision_id) and "Placed" in one.type_name()
    ]
    assert isinstance(exchange, OrderPlaced)
    assert (exchange.reservation_id, exchange.exchange_of and exchange.exchange_of.number) == (
        *(event.decision_id, "RE-000007"),
    )


async def test_another_article_costs_its_price_or_what_is_agreed_and_in_advance_it_ships_unpaid(
    shop: ShopService,
) -> None:
    first = await first_order(shop)
    dear = Replacement(sku="MADE-TO-MEASURE", quantity=1, unit_price=Decimal("119.00"), vat_rate=Decimal(20))
    lamp = Replacement(sku="LAMP", quantity=1)
    charged = reserved(
        *(first.order_id, dear, lamp),
        advance=True,
        due_on=date(2026, 4, 11),
        shipping_price=Decimal("4.90"),
    )
    await shop.deliver(charged)
    new = await seen(shop, charged.decision_id)
    assert [(one["sku"], one["total"], one["vat_rate"]) for one in new["lines"]] == [
        ("MADE-TO-MEASURE", "119.00", "20"),
        ("LAMP", "12.50", "20"),
    ]
    assert (new["totals"]["gross"], new["shipping"]["price"]) == ("136.40", "4.90")
    assert (new["status"], new["terms"]["ships_unpaid"]) == ("processing_awaiting_shipment", True)
    assert (new["exchange_of"]["advance"], new["exchange_of"]["due_on"]) == (True, "2026-04-11")


async def test_what_cannot_be_ordered_is_refused_and_the_return_is_told_why(shop: ShopService) -> None:
    first = await first_order(shop)
    wrong = [
        Replacement(sku="NOTHING", quantity=1),
        Replacement(sku="KIMONO", quantity=1),
        Replacement(sku="LAMP", quantity=1, line_no=9),
        Replacement(sku="LAMP", quantity=1, unit_price=Decimal(1), vat_rate=Decimal(77)),
    ]
    events = [reserved(first.order_id, one) for one in wrong]
    await shop.deliver(*events)
    refused = [one for one in await shop.announced() if isinstance(one, ExchangeRefused)]
    assert [(one.decision_id, one.problem) for one in refused] == [
        (events[0].decision_id, "unknown-sku"),
        (events[1].decision_id, "no-price"),
        (events[2].decision_id, "line-not-ordered"),
        (events[3].decision_id, "wrong-vat-rate"),
    ]
    assert refused[1].detail == "KIMONO has no price in EUR with VAT, as the order's are: name one"
    assert (await shop.http.get("/orders")).json()["items"][0]["number"] == first.number


async def test_without_vat_the_same_articles_in_exchange_cost_the_same_too(shop: ShopService) -> None:
    body = order(
        prices_include_vat=False,
        lines=[line("DESK", 3, "42.00", "126.00", vat_rate="5")],
        discount="12.60",
        totals=totals("113.40", "5.67", "119.07"),
    )
    first = await placed(shop, body)
    event = reserved(first.order_id, Replacement(sku="DESK", quantity=2, line_no=1))
    await shop.deliver(event)
    new = await seen(shop, event.decision_id)
    assert (new["totals"]["net"], new["totals"]["gross"], new["prices_include_vat"]) == ("75.60", "79.38", False)
    both = reserved(first.order_id, Replacement(sku="DESK", quantity=3, line_no=1))
    await shop.deliver(both)
    assert (await seen(shop, both.decision_id))["totals"] == (await seen(shop, first.order_id))["totals"]


async def test_units_that_are_exchanged_one_by_one_cost_what_they_are_credited_at(shop: ShopService) -> None:
    lines = [line("MADE-TO-MEASURE", 3, "100.00", "300.00")]
    first = await placed(shop, order(lines=lines, discount="10.00", totals=totals("241.67", "48.33", "290.00")))
    one = Replacement(sku="MADE-TO-MEASURE", quantity=1, line_no=1)
    events = [reserved(first.order_id, one), reserved(first.order_id, one)]
    credited_first = reserved(first.order_id, one.model_copy(update={"credited": True}))
    unit = CreditedLine(line_no=1, sku="MADE-TO-MEASURE", quantity=1, amount=Decimal("96.67"))
    await shop.deliver(events[0])
    await shop.deliver(credit_note_issued(first.order_id, "96.67").model_copy(update={"lines": (unit,)}))
    await shop.deliver(events[1], credited_first)
    costs = [(await seen(shop, event.decision_id))["totals"]["gross"] for event in (*events, credited_first)]
    assert costs == ["96.67", "96.66", "96.67"]


async def test_an_order_in_exchange_is_taken_back_with_its_link_and_its_place_in_the_history(shop: ShopService) -> None:
    first = await first_order(shop)
    event = reserved(first.order_id, Replacement(sku="LAMP", quantity=1))
    await shop.deliver(event)
    before, told = await seen(shop, event.decision_id), await shop.announced()
    log = await history(shop, first.order_id)
    await empty(shop.database)
    async with shop.database.transaction(taking_back=True) as tx:
        verdicts = await TAKE_BACK.take(tx, Unknown(told, []))
    assert Outcome.OPEN not in {one.outcome for one in verdicts}
    after = await seen(shop, event.decision_id)
    assert (after["exchange_of"], after["number"]) == (before["exchange_of"], before["number"])
    assert await history(shop, first.order_id) == log
