"""What people see of an order follows from its states, its money and its goods."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from services.orders.order.model import Order
from services.orders.order.states import OrderState, Shipped
from shared.schemas.order_status import Hold, Status

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEW = Order(
    order_id=uuid7(),
    number="1001",
    placed_at=NOON,
    created_at=NOON,
    currency="EUR",
    gross=Decimal("25.00"),
    ships=True,
    pickup=False,
)
PAID = {"paid": Decimal("25.00")}
SHIPPED = {"shipped": Shipped.FULLY}
CANCELLED = {"state": OrderState.CANCELLED}
ALL_DONE = CANCELLED | {"slips_voided_at": NOON, "credited_at": NOON}


def seen(*changes: dict[str, Any]) -> Order:
    return replace(NEW, **{name: value for change in changes for name, value in change.items()})


STATUSES: list[tuple[list[dict[str, Any]], str]] = [
    ([], "processing_awaiting_payment"),
    ([SHIPPED], "processing_awaiting_payment"),
    ([PAID], "processing_awaiting_shipment"),
    ([PAID, {"goods_ready": True}], "processing_awaiting_shipment"),
    ([PAID, {"shipped": Shipped.PARTLY}], "processing_awaiting_shipment"),
    ([PAID, SHIPPED], "completed_shipped"),
    ([PAID, {"pickup": True}], "processing_awaiting_pickup"),
    ([PAID, {"pickup": True, "goods_ready": True}], "processing_awaiting_pickup"),
    ([PAID, {"pickup": True, "goods_ready": True, "pickup_ready": True}], "processing_ready_for_pickup"),
    ([PAID, {"pickup": True}, SHIPPED], "completed_picked_up"),
    ([{"ships": False}], "processing_awaiting_payment"),
    ([{"ships": False}, PAID], "completed"),
    ([{"hold": Hold.REQUESTED}], "on_hold"),
    ([{"hold": Hold.EFFECTIVE}, PAID, SHIPPED], "on_hold"),
    ([CANCELLED], "cancelled"),
    ([CANCELLED, PAID, SHIPPED], "cancelled"),
]


@pytest.mark.parametrize(("facts", "status"), STATUSES)
def test_status(facts: list[dict[str, Any]], status: str) -> None:
    assert seen(*facts).status == status


def test_an_order_that_was_looked_at_and_changes_is_seen_as_it_is_then() -> None:
    assert (NEW.status, NEW.payment_status, NEW.balance) == ("processing_awaiting_payment", "not_paid", -25)

    paid = NEW.but(**PAID)

    assert (paid.status, paid.payment_status, paid.balance) == ("processing_awaiting_shipment", "paid", 0)
    assert not paid.but(ships=False).still_ships


def test_every_status_can_be_reached() -> None:
    assert {status for _, status in STATUSES} == set(Status)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, "not_paid"),
        ({"paid": Decimal("0.01")}, "partially_paid"),
        ({"paid": Decimal("24.99")}, "partially_paid"),
        ({"paid": Decimal("25.00")}, "paid"),
        ({"paid": Decimal("25.01")}, "overpaid"),
        ({"gross": Decimal(0)}, "paid"),
        ({"credited": Decimal("5.00"), "paid": Decimal("20.00")}, "paid"),
        ({"credited": Decimal("5.00"), "paid": Decimal("25.00")}, "overpaid"),
        (CANCELLED | PAID, "cancelled"),
    ],
)
def test_payment_status(facts: dict[str, Any], status: str) -> None:
    assert seen(facts).payment_status == status


CREDITED = {"credited": Decimal("25.00")}


@pytest.mark.parametrize(
    ("facts", "state", "status"),
    [
        (CREDITED, "credited", "paid"),
        (CREDITED | SHIPPED, "credited", "paid"),
        (CREDITED | PAID, "overpaid", "overpaid"),
        (CREDITED | CANCELLED, "cancelled", "cancelled"),
        ({"credited": Decimal("24.99")}, "not_paid", "not_paid"),
        ({"credited": Decimal("5.00"), "paid": Decimal("20.00")}, "paid", "paid"),
        ({"gross": Decimal(0)}, "paid", "paid"),
        (PAID, "paid", "paid"),
    ],
)
def test_what_was_credited_before_it_was_paid_is_not_paid(facts: dict[str, Any], state: str, status: str) -> None:
    order = seen(facts)
    assert (order.payment_state, order.payment_status) == (state, status)
    assert order.status != "processing_awaiting_payment" or state == "not_paid"


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, "not_shipped"),
        ({"shipped": Shipped.PARTLY}, "partially_shipped"),
        ({"shipped": Shipped.FULLY}, "shipped"),
        (CANCELLED | SHIPPED, "cancelled"),
    ],
)
def test_shipment_status(facts: dict[str, Any], status: str) -> None:
    assert seen(facts).shipment_status == status


@pytest.mark.parametrize(
    ("facts", "settled"),
    [
        ({}, False),
        (CANCELLED, False),
        (CANCELLED | {"slips_voided_at": NOON}, False),
        (CANCELLED | {"credited_at": NOON}, False),
        (ALL_DONE, True),
        (ALL_DONE | {"parcel_left_at": NOON}, False),
        (ALL_DONE | {"parcel_left_at": NOON, "return_number": "RT-1"}, True),
    ],
)
def test_a_cancellation_is_settled_once_all_of_it_has_happened(facts: dict[str, Any], settled: bool) -> None:
    assert seen(facts).settled is settled
