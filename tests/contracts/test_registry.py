"""Every contract is published under its own name, and a later version stands beside the earlier ones."""

from collections.abc import Iterator
from typing import ClassVar

from shared.schemas.event import Event
from shared.schemas.orders import OrderPlaced
from shared.schemas.registry import COMMAND_TOPICS, EVENTS, TOPICS

BASES = {
    "Command",
    "OrderCommand",
    "OrderEvent",
    "OrdersEvent",
    "TaskEvent",
    "BillingEvent",
    "CreditIssued",
    "LedgerEvent",
    "ExpectedPayment",
    "RefundEvent",
    "FulfilmentEvent",
    "ReservationEvent",
    "ParcelEvent",
    "TellsTheOrder",
    "TellsWhatFollows",
    "RestockEvent",
    "ExchangeEvent",
    "ReturnEvent",
    "ReturnsEvent",
    "CustomerEvent",
    "NotifierEvent",
    "QuoteEvent",
}


def below(kind: type[Event]) -> Iterator[type[Event]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def test_every_event_is_listed_by_its_owner() -> None:
    of_the_product = {kind for kind in below(Event) if kind.__module__.startswith("shared.")}
    assert {kind.__name__ for kind in of_the_product - set(EVENTS.values())} == BASES


def test_a_second_version_has_the_name_of_the_first() -> None:
    class OrderPlacedV2(OrderPlaced):
        version: ClassVar[int] = 2

    assert OrderPlaced.type_name() == "backshop.orders.OrderPlaced.v1"
    assert OrderPlacedV2.type_name() == "backshop.orders.OrderPlaced.v2"


def test_the_topics_of_commands_are_those_commands_are_on() -> None:
    assert set(COMMAND_TOPICS) == {"orders.commands"}
    assert set(TOPICS) == {
        "billing.events",
        "fulfilment.events",
        "notifier.events",
        "orders.commands",
        "orders.events",
        "orders.snapshots",
        "returns.events",
        "stock.levels",
    }
