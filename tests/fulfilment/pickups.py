"""Orders that are picked up: what is done with their slips, and how far they are."""

from typing import Any

from shared.schemas.orders import DeliveryKind, OrderPlaced, Shipping
from tests.fulfilment.test_mark_shipped import of_leaving
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import placed

READY, WITHDRAW, SHIP, UNSHIP = "make_ready_for_pickup", "withdraw_from_pickup", "ship", "unship"


def to_pick_up(**changes: Any) -> OrderPlaced:
    return placed(**changes).model_copy(
        update={"shipping": Shipping(method="Comptoir de Nantes", kind=DeliveryKind.PICKUP)}
    )


async def act(warehouse: Warehouse, order: OrderPlaced, action: str, body: Any = None) -> tuple[int, Any]:
    path = f"/shipments/{await warehouse.shipment_id(order)}/{action.replace('_', '-')}"
    response = await warehouse.service.post(path, {"reason": "a mistake"} if action == UNSHIP else body)
    return response.status_code, response.json()


async def done(warehouse: Warehouse, order: OrderPlaced, *actions: str) -> None:
    for action in actions:
        status, answer = await act(warehouse, order, action)
        assert status == 200, answer


async def refusal(warehouse: Warehouse, order: OrderPlaced, action: str = READY) -> tuple[str, str]:
    status, problem = await act(warehouse, order, action)
    assert status == 409
    return problem["type"].rpartition("/")[2], problem["detail"]


async def pickup(warehouse: Warehouse, order: OrderPlaced) -> tuple[str, str | None, list[str]]:
    """State of the slip, how far the pickup is, and what may be done."""
    (shipment,) = await warehouse.shipments(order)
    return shipment["state"], shipment["pickup"] and shipment["pickup"]["state"], of_leaving(shipment["may"])
