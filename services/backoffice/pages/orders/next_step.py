"""What an order needs next, and how what was just done is taken back: by what its services say may be done."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from services.backoffice.pages.orders.actions import ORDER_ACTIONS
from services.backoffice.pages.orders.still_due import ships_unpaid
from services.backoffice.web.service_clients import Area, Json
from services.backoffice.web.visit import Visit
from services.backoffice.wording.orders import AT_ONCE
from shared.clock import now

UNDONE_WITHIN = timedelta(minutes=10)


class Undo(NamedTuple):
    """The action that takes back what was done, and what its form is filled in with."""

    action: str
    fields: Mapping[str, str]


def next_step(visit: Visit, areas: Mapping[str, Any]) -> str:
    """The action that is shown as the one to do: nobody ships what is not paid, if it can be paid first.

    But for what leaves before it is paid, by its terms of payment.
    """
    order, billing = _of(areas["orders"]), _of(areas["billing"])
    if ORDER_ACTIONS["resume"].is_offered(visit, order.get("may", ())):
        return "resume"
    pays = "pay" if ORDER_ACTIONS["pay"].is_offered(visit, billing.get("may", ())) else ""
    hands_out = _step_of_goods(visit, order, _of(areas["fulfilment"]))
    return (hands_out or pays) if ships_unpaid(order) else (pays or hands_out)


def _step_of_goods(visit: Visit, order: Json, fulfilment: Json) -> str:
    shipments = fulfilment.get("shipments", ())
    if _is_picked_up(order) and any(ORDER_ACTIONS["ready"].is_offered(visit, one["may"]) for one in shipments):
        return "ready"
    ships = any(ORDER_ACTIONS["ship"].is_offered(visit, shipment["may"]) for shipment in shipments)
    return "ship" if ships else ""


def undo_of(visit: Visit, areas: Mapping[str, Any]) -> Undo | None:
    """Of what the reader has just done. It goes by what the services have recorded, whatever the address says."""
    done = visit.request.query_params.get("done", "")
    found = _UNDO[done](visit, areas) if done in _UNDO else None
    return found if found and visit.may(ORDER_ACTIONS[found.action].scope) else None


def shipped_by_reader(visit: Visit, fulfilment: Area) -> list[Json]:
    """The shipments of an order that the reader has just shipped, and may take back."""
    shipments = _of(fulfilment).get("shipments", ())
    return [
        one for one in shipments if "unship" in one["may"] and _is_fresh(visit, one["shipped_by"], one["shipped_at"])
    ]


def _undo_payment(visit: Visit, areas: Mapping[str, Any], kind: str = "payment") -> Undo | None:
    ledger = _of(areas["billing"]).get("ledger", ())
    taken_back = {entry["reverses"] for entry in ledger}
    mine = [one for one in ledger if one["kind"] == kind and _is_fresh(visit, one["by"], one["recorded_at"])]
    left = [one["entry_id"] for one in mine if one["entry_id"] not in taken_back]
    return Undo("unpay", {"entry_id": left[-1], "reason": AT_ONCE}) if left else None


def _undo_shipment(visit: Visit, areas: Mapping[str, Any]) -> Undo | None:
    mine = shipped_by_reader(visit, areas["fulfilment"])
    last = max(mine, key=lambda one: str(one["shipped_at"]), default=None)
    kind = "pickup" if _is_picked_up(_of(areas["orders"])) else ""
    reason = AT_ONCE
    return Undo("unship", {"shipment_id": last["shipment_id"], "reason": reason, "kind": kind}) if last else None


def _undo_ready(visit: Visit, areas: Mapping[str, Any]) -> Undo | None:
    for one in _of(areas["fulfilment"]).get("shipments", ()):
        made = one.get("pickup") if "withdraw_from_pickup" in one["may"] else None
        if made and _is_fresh(visit, made["ready_by"], made["ready_at"]):
            return Undo("unready", {"shipment_id": one["shipment_id"], "reason": AT_ONCE})
    return None


def _undo_delivery(visit: Visit, areas: Mapping[str, Any]) -> Undo | None:
    for one in _of(areas["fulfilment"]).get("shipments", ()):
        if "undeliver" in one["may"] and _is_fresh(visit, one["delivered_by"], one["delivered_at"]):
            return Undo("undeliver", {"shipment_id": one["shipment_id"], "reason": AT_ONCE})
    return None


def _undo_hold(visit: Visit, areas: Mapping[str, Any]) -> Undo | None:
    order = _of(areas["orders"])
    hold = order.get("hold")
    return (
        Undo("resume", {})
        if hold and "resume" in order["may"] and _is_fresh(visit, hold["by"], hold["since"])
        else None
    )


_UNDO = {
    "paid": _undo_payment,
    "written-off": lambda visit, areas: _undo_payment(visit, areas, "write_off"),
    "shipped": _undo_shipment,
    "handed-over": _undo_shipment,
    "ready-for-pickup": _undo_ready,
    "delivered": _undo_delivery,
    "held": _undo_hold,
}
"""By what the page says was done."""


def _of(area: Area) -> Json:
    return area.content or {}


def _is_picked_up(order: Json) -> bool:
    return bool(order.get("shipping")) and order["shipping"]["kind"] == "pickup"


def _is_fresh(visit: Visit, by: str | None, at: str | None) -> bool:
    return bool(by and at) and by == visit.staff.email and now() - datetime.fromisoformat(str(at)) < UNDONE_WITHIN
