"""Slips are read with all that is printed of them, in the order in which they are asked for."""

from collections.abc import Container, Sequence
from typing import NamedTuple
from uuid import UUID

from services.fulfilment.orders.store import find_orders
from services.fulfilment.papers.settings import look_of_slips
from services.fulfilment.papers.store import find_papers_of_slips
from services.fulfilment.papers.to_print import ToPrint
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.refusals import ShipmentNotFound
from services.fulfilment.shipments.store import (
    find_known_shipments,
    find_shipments,
    find_slip_numbers,
    list_slips_to_print,
)
from services.fulfilment.stock.store import find_locations
from shared.refused import NotFound
from shared.schemas.values import Language
from shared.transaction import Queries


class NothingToPrint(NotFound):
    type = "nothing-to-print"


class Chosen(NamedTuple):
    """`left_out` are the orders that have nothing to print, with their numbers where they are known."""

    shipment_ids: list[UUID]
    left_out: dict[UUID, str | None]


async def choose_slips(queries: Queries, shipment_ids: Sequence[UUID], order_ids: Sequence[UUID]) -> Chosen:
    """These shipments, then those of these orders, each once. Raises ShipmentNotFound, NothingToPrint."""
    refuse_unknown(shipment_ids, await find_known_shipments(queries, shipment_ids))
    of_orders = await list_slips_to_print(queries, dict.fromkeys(order_ids))
    chosen = list(dict.fromkeys([*shipment_ids, *[shipment_id for _, shipment_id in of_orders]]))
    if not chosen:
        raise NothingToPrint("none of these orders has a packing slip")
    without = dict.fromkeys(order_ids).keys() - {order_id for order_id, _ in of_orders}
    known = await find_orders(queries, without)
    left_out = {one: known[one].number if one in known else None for one in order_ids if one in without}
    return Chosen(chosen, left_out)


async def list_to_print(queries: Queries, shipment_ids: Sequence[UUID], language: Language | None) -> list[ToPrint]:
    """Raises ShipmentNotFound, Unreadable."""
    shipments = await find_shipments(queries, shipment_ids)
    refuse_unknown(shipment_ids, shipments.keys())
    order_ids = {one.slip.order_id for one in shipments.values()}
    papers = await find_papers_of_slips(queries, [one.slip for one in shipments.values()])
    numbers = await find_slip_numbers(queries, order_ids)
    locations = await find_locations(queries, {line.sku for one in shipments.values() for line in one.slip.lines})

    look = await look_of_slips(queries)

    def to_print(shipment: Shipment) -> ToPrint:
        order_id, own = shipment.slip.order_id, shipment.slip.slip_no
        others = [number for number in numbers.get(order_id, ()) if number != own]
        return ToPrint(shipment, papers.get(shipment.slip.shipment_id), locations, others, language, look)

    return [to_print(shipments[shipment_id]) for shipment_id in shipment_ids]


def refuse_unknown(asked: Sequence[UUID], known: Container[UUID]) -> None:
    for shipment_id in asked:
        if shipment_id not in known:
            raise ShipmentNotFound(f"there is no shipment {shipment_id}")
