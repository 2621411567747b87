"""What may be done now, for services whose answers do not say so yet."""

from services.backoffice.web.service_clients import Area


def add_may(orders: Area, billing: Area, fulfilment: Area) -> None:
    if order := orders.content:
        open_ = order["status"] != "cancelled" and not order["status"].startswith("completed")
        may = ["resume" if order["hold"] else "hold"] if open_ else []
        order.setdefault("may", may + (["cancel"] if order["shipment_status"] == "not_shipped" else []))
    if (bill := billing.content) is not None:
        due = bill["currency"] and float(bill["due"]) > 0 and not bill["cancelled"]
        paid = bill["currency"] and float(bill["paid"]) > 0
        bill.setdefault("may", [name for name, can in (("pay", due), ("reverse", paid)) if can])
    for shipment in fulfilment.content["shipments"] if fulfilment.content else []:
        shipment.setdefault("may", {"ready": ["ship"], "shipped": ["unship"]}.get(shipment["state"], []))
