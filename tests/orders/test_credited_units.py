"""The list counts what is still to be delivered, or was: not what was credited before it left."""

from typing import Any
from uuid import UUID

import pytest

from shared.schemas.billing import CreditedLine
from shared.schemas.event import OrderEvent
from shared.schemas.fulfilment import ShipmentLine
from shared.schemas.orders import CancelOrder
from tests.orders.ordering import placed
from tests.orders.upstream_events import credit_note_issued, shipped, unshipped
from tests.support.bodies import line, order, totals
from tests.support.service import ShopService

THREE = order(lines=[line("LAMP", 3, "12.50", "37.50")], totals=totals("31.25", "6.25", "37.50"))


def credit(order_id: UUID, units: int, *, gross: str = "12.50", sequence: int = 2) -> OrderEvent:
    lines = (CreditedLine(line_no=1, sku="LAMP", quantity=units, amount=gross),) if units else ()
    return credit_note_issued(order_id, gross, sequence=sequence).model_copy(update={"lines": lines})


def parcel(event: OrderEvent, quantity: int, *, off: int = 0) -> OrderEvent:
    lines = (ShipmentLine(line_no=1, sku="LAMP", quantity=quantity, allocated=0, credited=off),)
    return event.model_copy(update={"lines": lines})


def one(order_id: UUID, *, gross: str = "12.50") -> OrderEvent:
    return credit(order_id, 1, gross=gross)


SAID: list[tuple[str, list[Any], int]] = [
    ("nothing", [], 0),
    ("before it left", [one], 1),
    ("before it left, twice", [one, lambda of: credit(of, 1, sequence=3)], 2),
    ("the same note twice", [one, one], 1),
    ("money alone", [lambda of: credit(of, 0)], 0),
    ("all of it by its amount", [lambda of: credit(of, 0, gross="37.50")], 3),
    ("before it left, and the rest left", [one, lambda of: parcel(shipped(of), 2, off=1)], 1),
    ("the parcel is heard of first", [lambda of: parcel(shipped(of), 2, off=1), one], 1),
    ("too late for the parcel", [one, lambda of: parcel(shipped(of), 3)], 0),
    ("after it left", [lambda of: parcel(shipped(of), 3), one], 0),
    (
        "after it left, and it had not",
        [lambda of: parcel(shipped(of), 3), one, lambda of: parcel(unshipped(of), 3)],
        1,
    ),
    (
        "one before and one after it left",
        [one, lambda of: parcel(shipped(of), 2, off=1), lambda of: credit(of, 1, sequence=3)],
        1,
    ),
    ("all of it, and it is cancelled", [one, lambda of: CancelOrder(order_id=of)], 1),
]


@pytest.mark.parametrize(("said", "off"), [(said, off) for _, said, off in SAID], ids=[name for name, *_ in SAID])
async def test_of_three_lamps_as_many_count_as_leave(shop: ShopService, said: list[Any], off: int) -> None:
    order_id = (await placed(shop, THREE)).order_id
    for event in said:
        await shop.deliver(event(order_id))
    (row,) = (await shop.http.get("/orders")).json()["items"]
    assert (row["pieces"], row["credited_pieces"]) == (3, off)
    assert [(one["quantity"], one["credited"]) for one in row["lines"]] == [(3, off)]
