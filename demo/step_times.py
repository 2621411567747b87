"""When the staff did what they did with the demo shop's orders: in their own time, until now."""

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from demo.orders import DemoOrder
from demo.scenarios import Step

MOST_OF_WHAT_IS_LEFT = 0.6
"""Of a young order, the next step has come by then at the latest."""


class Taken(NamedTuple):
    step: Step
    at: datetime


def times_of_steps(order: DemoOrder, now: datetime, rng: Random) -> list[Taken]:
    """One after the other, each some time after the one before."""
    assert order.command.placed_at
    at, taken = order.command.placed_at, list[Taken]()
    for step in order.scenario.steps:
        pause = _pause(step, order) * rng.uniform(0.7, 1.3)
        at += min(pause, (now - at) * MOST_OF_WHAT_IS_LEFT)
        taken.append(Taken(step, at))
    return taken


def _pause(step: Step, order: DemoOrder) -> timedelta:
    if step in (Step.PAY, Step.PAY_IN_PART):
        return TRANSFER_PAYS_AFTER if order.scenario.pays_later else CARD_PAYS_AFTER
    return _PAUSES[step]


CARD_PAYS_AFTER, TRANSFER_PAYS_AFTER = timedelta(minutes=2), timedelta(hours=31)
_PAUSES = {
    Step.MARK_UNPAID: timedelta(days=4),
    Step.REFUND: timedelta(days=1),
    Step.MAKE_READY: timedelta(hours=3),
    Step.SHIP: timedelta(hours=18),
    Step.UNSHIP: timedelta(hours=2),
    Step.HOLD: timedelta(minutes=50),
    Step.RESUME: timedelta(days=1),
    Step.CREDIT_A_LINE: timedelta(days=3),
    Step.CREDIT_GOODWILL: timedelta(hours=5),
    Step.CREDIT_ALL: timedelta(hours=20),
    Step.CANCEL: timedelta(hours=9),
    Step.CANCEL_AND_TELL: timedelta(hours=5),
    Step.SHIP_WHILE_CANCELLED: timedelta(hours=20),
}
