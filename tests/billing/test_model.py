"""Illegal moves are refused."""

import pytest

from services.billing.model import NEXT, OrderState
from shared.states import WrongState


def test_a_cancelled_order_stays_so() -> None:
    assert NEXT[OrderState.CANCELLED] == set()


def test_an_illegal_move_is_refused() -> None:
    with pytest.raises(WrongState, match="an order that is cancelled cannot become invoiced"):
        OrderState.CANCELLED.to(OrderState.INVOICED)
