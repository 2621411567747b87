"""What of an order in exchange is still settled by the return that it is for."""

from services.backoffice.web.service_clients import Json, ServiceClients

_NOTHING_MORE = ("declined", "cancelled", "expired", "closed")


async def settled_later(services: ServiceClients, order: Json) -> bool:
    """Whether more is to be credited for that return: until then nothing of the order is asked for.

    Where returns do not answer, it is so as long as nothing was settled.
    """
    of = order.get("exchange_of")
    if not of or order["status"] == "cancelled":
        return False
    area = await services.area("returns", f"/orders/{of['order_id']}/offer")
    if not area.content:
        return float(order["totals"]["gross"]) + float(order["balance"]) <= 0
    one = next((one for one in area.content["returns"] if one["return_id"] == of["return_id"]), None)
    return one is None or _more_comes(one)


def _more_comes(one: Json) -> bool:
    if one["state"] in _NOTHING_MORE:
        return False
    credits = [decision["state"] for decision in one["decisions"] if decision["kind"] == "credit"]
    return one["state"] != "received" or "done" not in credits or "asked" in credits
