"""The states in the code are those the database accepts, and each move between them is a wanted one."""

import re
from enum import StrEnum

import pytest

from services.orders.order.states import NEXT, NEXT_HOLD, OrderState, Shipped, change_hold
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status
from shared.states import WrongState
from tests.support.service import ShopService


@pytest.mark.parametrize(
    ("column", "states"),
    [
        ("state", OrderState),
        ("hold", Hold),
        ("shipped", Shipped),
        ("status", Status),
        ("payment_status", PaymentStatus),
        ("shipment_status", ShipmentStatus),
    ],
)
async def test_the_database_accepts_exactly_the_states_of_the_code(
    shop: ShopService, column: str, states: type[StrEnum]
) -> None:
    async with shop.reading() as tx:
        check = await tx.fetchval(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = $1", f"orders_{column}_check"
        )
    assert set(re.findall(r"'(\w+)'", check)) == set(states)


def test_every_state_says_where_it_leads() -> None:
    assert set(NEXT) == set(OrderState)
    assert set(NEXT_HOLD) == set(Hold)


def test_a_cancelled_order_stays_cancelled() -> None:
    assert OrderState.PLACED.to(OrderState.CANCELLED) is OrderState.CANCELLED
    with pytest.raises(WrongState, match="an order that is cancelled cannot become placed"):
        OrderState.CANCELLED.to(OrderState.PLACED)


def test_a_hold_must_be_requested_before_it_is_effective() -> None:
    assert change_hold(Hold.NONE, Hold.REQUESTED) is Hold.REQUESTED
    assert change_hold(Hold.REQUESTED, Hold.EFFECTIVE) is Hold.EFFECTIVE
    assert change_hold(Hold.EFFECTIVE, Hold.NONE) is Hold.NONE
    with pytest.raises(WrongState, match="a hold that is none cannot become effective"):
        change_hold(Hold.NONE, Hold.EFFECTIVE)
