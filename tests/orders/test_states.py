"""Each move between the states of an order is a wanted one."""

import pytest

from services.orders.order.states import OrderState, change_hold
from shared.schemas.order_status import Hold
from shared.states import WrongState


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
