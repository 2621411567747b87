"""With 100,000 orders, whatever the list is asked for is found by an index."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from asyncpg.connection import LoggedQuery

from services.orders.listing.filters import Filters
from services.orders.listing.list_orders import Place, list_orders
from services.orders.listing.neighbours import find_neighbours
from services.orders.listing.schemas import OrderSummary
from services.orders.listing.statistics import count_orders, days_from, list_days
from shared.schemas.order_status import PaymentState, PaymentStatus, ShipmentStatus, Status
from shared.transaction import Database
from tests.support.stack import Stack
from tests.volume.many_orders import REGULAR, many_orders

NEWEST, AMOUNT, UNSETTLED, IDS = "orders_newest", "orders_by_amount", "orders_unsettled", "orders_pkey"
READY = "orders_ready_to_leave"
CONTENTS = "order_contents_pkey"
HISTORY = "history_pkey"
WORDS = (CONTENTS, "order_contents_by_words")
STATUS, PAYMENT, SHIPMENT = "orders_by_status", "orders_by_payment_status", "orders_by_shipment_status"
MARCH_2 = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
async def many(postgres: Stack) -> AsyncIterator[Database]:
    database = await many_orders(postgres)
    yield database
    await database.close()


@pytest.fixture
def logged() -> list[LoggedQuery]:
    return []


async def listed(
    many: Database, logged: list[LoggedQuery], *, after: Place | None = None, **asked: Any
) -> list[OrderSummary]:
    async with many.reading() as tx:
        with tx.connection.query_logger(logged.append):
            return await list_orders(tx, Filters(**asked), after=after, limit=50)


async def indexes_of(many: Database, logged: list[LoggedQuery]) -> list[str]:
    """The indexes of each statement, sorted; a table read through would be named as such.

    Beside them the history is read by its key, of the orders alone of which money is owed back.
    """
    used: set[str] = set()
    async with many.reading() as tx:
        for statement in (one for one in logged if "orders" in one.query or "order_contents" in one.query):
            plan = await tx.fetchval(f"EXPLAIN (FORMAT JSON) {statement.query}", *statement.args)
            used |= _scans(json.loads(plan)[0]["Plan"])
    return sorted(used - {HISTORY})


def _scans(plan: dict[str, Any]) -> set[str]:
    own = {plan["Index Name"]} if "Index Name" in plan else set()
    if plan["Node Type"] == "Seq Scan":
        own = {f"all of {plan['Relation Name']}"}
    return own.union(*(_scans(inner) for inner in plan.get("Plans", [])))


@pytest.mark.parametrize(
    ("asked", "indexes"),
    [
        pytest.param({}, [NEWEST], id="all"),
        pytest.param({"placed_from": MARCH_2, "placed_to": datetime(2026, 3, 3, tzinfo=UTC)}, [NEWEST], id="a day"),
        pytest.param({"held": True}, [STATUS], id="held"),
        pytest.param({"held": False}, [NEWEST], id="not held"),
        pytest.param({"unsettled": True}, [UNSETTLED], id="unsettled"),
        pytest.param({"to_refund": True}, ["orders_to_refund"], id="to refund"),
        pytest.param({"to_invoice": True}, ["orders_to_invoice"], id="to invoice"),
        pytest.param({"to_pick_up": True}, [READY], id="to pick up"),
        pytest.param({"goods_ready": True, "status": (Status.AWAITING_SHIPMENT,)}, [READY], id="to ship"),
        pytest.param(
            {"goods_ready": True, "status": (Status.AWAITING_SHIPMENT,), "payment_state": (PaymentState.PAID,)},
            [READY],
            id="to ship, paid",
        ),
        *(pytest.param({"status": (one,)}, [STATUS], id=one) for one in (Status.ON_HOLD, Status.CANCELLED)),
        pytest.param({"status": (Status.ON_HOLD, Status.AWAITING_PAYMENT)}, [STATUS], id="two statuses"),
        pytest.param({"payment_status": (PaymentStatus.NOT_PAID,)}, [PAYMENT], id="not paid"),
        pytest.param(
            {"payment_status": (PaymentStatus.NOT_PAID, PaymentStatus.OVERPAID)}, [PAYMENT], id="two payments"
        ),
        pytest.param({"payment_state": (PaymentState.PAID,)}, [NEWEST], id="paid, not credited"),
        pytest.param({"payment_state": (PaymentState.CREDITED,)}, ["orders_credited_before_paid"], id="credited"),
        pytest.param({"shipment_status": (ShipmentStatus.PARTIALLY_SHIPPED,)}, [SHIPMENT], id="partially shipped"),
        pytest.param({"amount_from": Decimal(100), "amount_to": Decimal("100.50")}, [NEWEST, AMOUNT, IDS], id="amount"),
        pytest.param({"amount_from": Decimal(100)}, [NEWEST], id="amount of many"),
        pytest.param({"amount_from": Decimal(300), "currency": "CHF"}, [NEWEST, AMOUNT, IDS], id="amount in francs"),
        pytest.param({"currency": "CHF"}, [NEWEST, AMOUNT, IDS], id="currency"),
        pytest.param({"sku": "SKU-17"}, [NEWEST, *WORDS, IDS], id="SKU"),
        pytest.param({"search": "web-70000"}, [NEWEST, *WORDS, IDS], id="reference"),
        pytest.param({"search": "#70000"}, [NEWEST, *WORDS, IDS], id="number"),
        pytest.param({"search": "zoe.martin777"}, [NEWEST, *WORDS, IDS], id="e-mail"),
        pytest.param({"search": "06 12 34"}, [NEWEST, *WORDS, IDS], id="phone"),
        pytest.param({"search": "lefevre zoe 06"}, [NEWEST, *WORDS, IDS], id="name and phone"),
        pytest.param(
            {"search": "zoe", "amount_from": Decimal(303)}, [NEWEST, AMOUNT, CONTENTS, IDS], id="amount, name"
        ),
        pytest.param(
            {"search": "web-70", "amount_from": Decimal(100)}, [NEWEST, AMOUNT, *WORDS, IDS], id="name, amount"
        ),
        pytest.param({"search": "sku-17", "status": (Status.CANCELLED,)}, [STATUS, *WORDS, IDS], id="cancelled"),
        pytest.param({"search": "m", "status": (Status.ON_HOLD,)}, [STATUS, CONTENTS], id="one letter on hold"),
        pytest.param({"search": "m", "unsettled": True}, [UNSETTLED, CONTENTS], id="one letter not settled"),
        pytest.param({"search": "m"}, [NEWEST, CONTENTS], id="one letter"),
        pytest.param({"search": "martin"}, [NEWEST, CONTENTS], id="six letters"),
        pytest.param({"custom_status": ("engraving",)}, ["orders_by_custom_status"], id="custom status of many"),
        pytest.param({"custom_status": ("gift",)}, ["orders_by_custom_status"], id="custom status of few"),
        pytest.param({"task_due_to": date(2026, 3, 31)}, ["orders_with_tasks"], id="task due"),
        pytest.param({"task_due_to": date(2025, 12, 23)}, ["orders_with_tasks"], id="task long due"),
        pytest.param({"customer": UUID(REGULAR)}, ["orders_of_customer"], id="customer"),
        pytest.param(
            {"customer": UUID(REGULAR), "custom_status": ("engraving",)}, ["orders_of_customer"], id="customer, status"
        ),
        pytest.param(
            {"customer": UUID(REGULAR), "search": "martin"}, ["orders_of_customer", CONTENTS], id="customer, name"
        ),
        pytest.param({"sku": "POSTAGE"}, [NEWEST, CONTENTS], id="SKU of every order"),
    ],
)
async def test_the_list_reads_an_index_whatever_it_is_filtered_by(
    many: Database, logged: list[LoggedQuery], asked: dict[str, Any], indexes: list[str]
) -> None:
    await listed(many, logged, **asked)
    assert await indexes_of(many, logged) == sorted({*indexes, CONTENTS})


async def test_a_page_far_down_the_list_reads_an_index(many: Database, logged: list[LoggedQuery]) -> None:
    (first, *_) = await listed(many, logged, placed_to=MARCH_2)
    place = Place(first.placed_at, first.order_id)
    page = await listed(many, logged, after=place, status=(Status.COMPLETED_SHIPPED,))
    assert (len(page), page[0].placed_at < first.placed_at) == (50, True)
    assert await indexes_of(many, logged) == [CONTENTS, NEWEST]


async def test_the_neighbours_of_an_order_far_down_are_found_by_an_index(
    many: Database, logged: list[LoggedQuery]
) -> None:
    (middle,) = await listed(many, [], search="#71000")
    for asked in ({}, {"status": (Status.CANCELLED,)}, {"search": "martin"}):
        async with many.reading() as tx:
            with tx.connection.query_logger(logged.append):
                found = await find_neighbours(tx, middle.order_id, Filters(**asked))
        assert found.newer
        assert found.older
        assert int(found.newer.number) < 71000 < int(found.older.number)
    assert await indexes_of(many, logged) == sorted([CONTENTS, IDS, NEWEST, STATUS])


async def test_one_order_among_100000_is_found_by_what_its_customer_tells(
    many: Database, logged: list[LoggedQuery]
) -> None:
    for typed in ("#71000", "WEB-70000", "06 31 03 00 00", "zoe.roux70000@"):
        found = [one.number for one in await listed(many, logged, search=typed)]
        assert found == ["71000"], typed


async def test_what_needs_doing_is_counted_in_indexes_alone(many: Database, logged: list[LoggedQuery]) -> None:
    async with many.reading() as tx:
        with tx.connection.query_logger(logged.append):
            counts = await count_orders(tx)
    assert counts.model_dump() == {
        "to_ship": 659,
        "on_hold": 200,
        "awaiting_payment": 1081,
        "unsettled_cancellations": 100,
        "ready_to_ship": 0,
        "waiting_for_stock": 659,
        "to_pick_up": 0,
        "to_invoice": 0,
        "to_refund": 0,
        "owed_to_customers": (),
    }
    assert await indexes_of(many, logged) == [STATUS, READY, "orders_to_invoice", "orders_to_refund", UNSETTLED]


async def test_the_orders_of_a_quarter_are_summed_in_an_index_alone(many: Database, logged: list[LoggedQuery]) -> None:
    days = days_from(date(2026, 1, 1), date(2026, 3, 31), ZoneInfo("Europe/Paris"))
    async with many.reading() as tx:
        with tx.connection.query_logger(logged.append):
            await list_days(tx, days)
    assert await indexes_of(many, logged) == [NEWEST]
