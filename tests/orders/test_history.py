"""The history: each action has its form, each event its entry."""

from services.orders.app import service
from services.orders.order.details import DETAILS
from services.orders.order.history import Action
from services.orders.order.said import SAID
from shared.schemas.billing import InvoiceAwaited, InvoicingHeld
from shared.schemas.event import Command
from shared.schemas.fulfilment import ExchangeReserved, FulfilmentHeld

BY_ORDERS = {
    Action.PLACED,
    Action.HOLD_REQUESTED,
    Action.HOLD_EFFECTIVE,
    Action.RESUMED,
    Action.EDITED,
    Action.EXCHANGE_PLACED,
    Action.CANCELLED,
    Action.CANCELLATION_SETTLED,
    Action.EXCHANGE_PLACED,
    Action.NOTE_SAVED,
    Action.CUSTOMER_CHANGED,
    Action.CUSTOMER_ATTACHED,
    Action.CUSTOMER_DETACHED,
    Action.CUSTOM_STATUS_SET,
    Action.CUSTOM_STATUS_CLEARED,
    Action.TASK_ADDED,
    Action.TASK_CHANGED,
    Action.TASK_DONE,
    Action.TASK_REOPENED,
    Action.TASK_REMOVED,
}


def test_every_action_is_of_this_service_or_said_of_an_event() -> None:
    assert {said.action for said in SAID.values()} | BY_ORDERS == set(Action)
    assert {said.action for said in SAID.values()}.isdisjoint(BY_ORDERS)


def test_every_event_that_is_followed_is_in_the_history_but_what_only_waits() -> None:
    followed = {kind for kind in service.handlers if not issubclass(kind, Command)}
    assert followed - SAID.keys() == {InvoicingHeld, FulfilmentHeld, InvoiceAwaited, ExchangeReserved}


def test_an_action_with_a_detail_has_a_form_for_it() -> None:
    assert {said.action for said in SAID.values() if said.detail} | {
        Action.HOLD_REQUESTED,
        Action.EDITED,
        Action.EXCHANGE_PLACED,
        Action.CANCELLED,
        Action.EXCHANGE_PLACED,
        Action.NOTE_SAVED,
        Action.CUSTOMER_CHANGED,
        Action.CUSTOMER_ATTACHED,
        Action.CUSTOMER_DETACHED,
        Action.CUSTOM_STATUS_SET,
        Action.CUSTOM_STATUS_CLEARED,
        Action.TASK_ADDED,
        Action.TASK_CHANGED,
        Action.TASK_DONE,
        Action.TASK_REOPENED,
        Action.TASK_REMOVED,
    } == set(DETAILS)
