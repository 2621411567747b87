"""The words of all subjects together, each table by its keys."""

from collections.abc import Mapping
from typing import TypeVar

from services.backoffice.wording import (
    billing,
    customers,
    fulfilment,
    notifier,
    operations,
    orders,
    own_order,
    quotes,
    requests,
    returns,
    settings,
    staff,
    statuses,
    tasks,
    withdrawals,
)
from services.backoffice.wording.label import Label

Word = TypeVar("Word")


def _together(*tables: Mapping[str, Word]) -> dict[str, Word]:
    """No key is in two subjects."""
    found: dict[str, Word] = {}
    for table in tables:
        assert not found.keys() & table.keys(), found.keys() & table.keys()
        found |= table
    return found


LABELS: dict[str, dict[str, Label]] = _together(
    orders.LABELS,
    own_order.LABELS,
    quotes.LABELS,
    customers.LABELS,
    billing.LABELS,
    fulfilment.LABELS,
    returns.LABELS,
    withdrawals.LABELS,
    notifier.LABELS,
    operations.LABELS,
    staff.LABELS,
    statuses.LABELS,
    tasks.LABELS,
)
"""By kind and value of a state."""

HISTORY, OF_A_PICKUP = orders.HISTORY, orders.OF_A_PICKUP
"""By the action of an entry."""

TYPED, EXPIRED, NO_SLIPS, CAME_BACK = orders.TYPED, orders.EXPIRED, orders.NO_SLIPS, orders.CAME_BACK
AT_ONCE, BY_EDIT, ANSWERED = orders.AT_ONCE, orders.BY_EDIT, notifier.ANSWERED
NOTHING_SENT_THERE = notifier.NOTHING_SENT_THERE
REMINDED_BY_SCHEDULE, REMINDED_BESIDE = orders.REMINDED_BY_SCHEDULE, orders.REMINDED_BESIDE
WITHDRAWN, TAKE_OFF = orders.WITHDRAWN, orders.TAKE_OFF

REFUSALS: dict[str, str] = _together(
    orders.REFUSALS,
    quotes.REFUSALS,
    customers.REFUSALS,
    billing.REFUSALS,
    fulfilment.REFUSALS,
    returns.REFUSALS,
    withdrawals.REFUSALS,
    notifier.REFUSALS,
    operations.REFUSALS,
    staff.REFUSALS,
    statuses.REFUSALS,
    tasks.REFUSALS,
    settings.REFUSALS,
    requests.REFUSALS,
)
"""By the stable type of a refusal; a type that is not here is shown with the service's own words."""

FIELDS = _together(requests.FIELDS, quotes.FIELDS, customers.FIELDS, settings.FIELDS)
RULES = _together(requests.RULES, settings.RULES)
AT_MOST = requests.AT_MOST
NOT_VALID, EXAMPLE = requests.NOT_VALID, requests.EXAMPLE

DONE: dict[str, str] = _together(
    orders.DONE,
    customers.DONE,
    quotes.DONE,
    billing.DONE,
    fulfilment.DONE,
    returns.DONE,
    withdrawals.DONE,
    notifier.DONE,
    operations.DONE,
    staff.DONE,
    statuses.DONE,
    tasks.DONE,
    settings.DONE,
)
"""What a page says after a command, by the word its address carries."""
