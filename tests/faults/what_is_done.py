"""What staff and customers do in a day of work: orders and their money, goods, quotes, customers, messages, returns."""

from collections.abc import Sequence
from typing import Any

from tests.faults.day_of_work import Day, Doing, Json
from tests.faults.goods_come_back import give_back, withdraw
from tests.support.bodies import NANTES, ZOE
from tests.support.sale import LAMP, order
from tests.support.shop import Shop

WHY = {"reason": "she called"}
STATUSES = [
    {
        "code": code,
        "title_en": title,
        "title_fr": title,
        "colour": "blue",
        "notifies_customer": tells,
        "visible_to_customer": tells,
    }
    for code, title, tells in (("gift", "Gift", False), ("vip", "VIP", True))
]


async def prepare(shop: Shop) -> None:
    """A vase of which there are few, and two custom statuses."""
    vase = {**LAMP, "sku": "VASE", "title": "Vase bleu", "price": "31.40"}
    await shop.post("orders", "/products", {"products": [vase]})
    await shop.post("fulfilment", "/stock/receipts", {"lines": [{"sku": "VASE", "quantity": 5}], "reason": "opening"})
    (stored,) = [one for one in (await shop.get("orders", "/settings"))["sections"] if one["name"] == "processes"]
    address = f"{shop.settings.url('orders')}/settings/processes"
    headers = {"If-Match": f'"{stored["version"]}"'}
    answer = await shop.http.put(address, json=stored["values"] | {"custom_statuses": STATUSES}, headers=headers)
    assert answer.is_success, answer.text


async def work(day: Day, steps: int, *, kill: Sequence[str]) -> None:
    """With some orders to begin with."""
    for _ in range(3):
        await place(day)
    await day.work(steps, WHATEVER, kill=kill)


async def place(day: Day) -> None:
    who = {
        **ZOE,
        "reference": day.one_of(["C-17", "C-18", "C-19", None]),
        "email": day.one_of(["zoe@example.org", None]),
    }
    more: Json = {"customer": who, "payment": {"method": day.one_of(["card", "bank_transfer", "cash_on_delivery"])}}
    if day.chance.random() < 0.2:
        more["shipping"] = {"method": "Boutique", "kind": "pickup", "price": "4.90", "vat_rate": "20"}
    if placed := await day.post("orders", "/orders", order(**more)):
        day.orders.append(placed["order_id"])
        if customer := placed.get("customer_id"):
            day.customers = sorted({*day.customers, customer})


async def edit(day: Day) -> None:
    order_id = day.an_order
    seen = await day.get("orders", f"/orders/{order_id}/edit")
    if not seen:
        return
    lines = [{"line_no": one["line_no"], "quantity": one["quantity"]} for one in seen["content"]["lines"]]
    body: Json = {"lines": lines, "notify_customer": day.chance.random() < 0.3}
    match day.chance.randrange(6):
        case 0 | 1:
            day.one_of(lines)["quantity"] = day.chance.randint(1, 4)
        case 2:
            lines.append({"sku": day.one_of(["LAMP", "BOOK", "VASE"]), "quantity": day.chance.randint(1, 3)})
        case 3 if len(lines) > 1:
            lines.remove(day.one_of(lines))
        case 4:
            day.one_of(lines)["unit_price"] = f"{day.chance.randint(1, 20)}.35"
        case _:
            body["discount"] = f"{day.chance.randint(0, 4)}.15"
    path = f"/orders/{order_id}"
    await day.put("orders", f"{path}/open-edit", {})
    await day.post("orders", f"{path}/edit-previews", body, version=seen["version"])
    await day.post("orders", f"{path}/edit", body, version=seen["version"])


def of_order(service: str, path: str, name: str, body: Any = None) -> Doing:
    """A command about an order."""

    async def doing(day: Day) -> None:
        said = body(day) if callable(body) else body
        await day.post(service, path.format(day.an_order), said)

    doing.__name__ = name
    return doing


def _payment(day: Day) -> Json:
    if day.chance.random() < 0.6:
        return {"method": "card"}
    return {"amount": f"{day.chance.randint(1, 40)}.00", "more_than_due": day.chance.random() < 0.3}


async def credit(day: Day) -> None:
    wanted: Json = {"amount": f"{day.chance.randint(1, 9)}.00"}
    if day.chance.random() < 0.6:
        line = {"line_no": day.chance.randint(1, 4), "quantity": day.chance.randint(1, 2)}
        wanted = {"lines": [line | {"restock": day.chance.random() < 0.5}]}
    await day.post("billing", "/credit-notes", {"order_id": day.an_order} | wanted)


async def refund(day: Day) -> None:
    """Of some orders the first of which money is owed back, or on its way."""
    for order_id in day.chance.sample(day.orders, min(6, len(day.orders))):
        billed = await day.get("billing", f"/orders/{order_id}")
        path = f"/orders/{order_id}/refunds"
        if pending := [one["refund_id"] for one in billed.get("refunds", ()) if one["state"] == "pending"]:
            await day.post("billing", f"{path}/{pending[0]}/{day.one_of(['succeed', 'fail'])}", {})
        elif "refund" in billed.get("may", ()):
            await day.post("billing", path, {"method": "card", "state": day.one_of(["pending", "succeeded"])})
        else:
            continue
        return


async def goods(day: Day) -> None:
    """What its owner says may be done with a shipment of an order, or with a parcel of it."""
    shipments = (await day.get("fulfilment", f"/orders/{day.an_order}")).get("shipments")
    if not shipments:
        return
    shipment = day.one_of(shipments)
    path = f"/shipments/{shipment['shipment_id']}"
    parcels = [one for one in shipment["parcels"] if one["may"]]
    if parcels and day.chance.random() < 0.4:
        parcel = day.one_of(parcels)
        what = day.one_of(parcel["may"])
        body = {"weight_g": 400} if what == "correct" else None
        await day.post("fulfilment", f"/parcels/{parcel['parcel_id']}/{_word(what)}", body)
    elif shipment["may"]:
        what = day.one_of(shipment["may"])
        await day.post("fulfilment", f"{path}/{_word(what)}", _about(day, what, shipment, shipments))


def _word(what: str) -> str:
    """As the path of its command has it."""
    return {"add_parcel": "parcels", "find": "found"}.get(what, what.replace("_", "-"))


def _about(day: Day, what: str, shipment: Json, shipments: list[Json]) -> Json | None:
    match what:
        case "split":
            line = day.one_of(shipment["lines"])
            return {"lines": [{"line_no": line["line_no"], "quantity": 1}]}
        case "merge":
            return {"other_shipment_id": day.one_of(shipments)["shipment_id"]}
        case "unship" | "undeliver":
            return WHY
        case "add_parcel":
            return {"tracking_number": "6A12345678905"}
    return None


async def stock(day: Day) -> None:
    if day.chance.random() < 0.6:
        await day.post("fulfilment", "/stock/VASE/receipts", {"quantity": day.chance.randint(1, 3)})
    else:
        await day.post("fulfilment", "/stock/VASE/adjustments", {"quantity": -1, "reason": "broken"})


async def quote(day: Day) -> None:
    """One begins as the copy of an order; then what may be done with it."""
    if not day.quotes or day.chance.random() < 0.3:
        if copied := await day.post("orders", f"/orders/{day.an_order}/duplicate", {}):
            day.quotes.append(copied["quote_id"])
        return
    path = f"/quotes/{day.one_of(day.quotes[-4:])}"
    done = await day.post("orders", f"{path}/{day.one_of(['send', 'convert', 'decline', 'revise', 'cancel'])}", {})
    if done.get("order_id") and done["order_id"] not in day.orders:
        day.orders.append(done["order_id"])
    if following := done.get("next_id"):
        day.quotes.append(following)


async def task(day: Day) -> None:
    order_id = day.an_order
    tasks = (await day.get("orders", f"/orders/{order_id}/tasks")).get("tasks")
    if not tasks or day.chance.random() < 0.4:
        due = day.one_of([None, "2027-01-05"])
        await day.post("orders", f"/orders/{order_id}/tasks", {"title": "Call her", "due": due, "assignee": "bob"})
        return
    one = day.one_of(tasks)
    what = day.one_of(["finish", "reopen", "remove", "change"])
    if what == "change":
        await day.put("orders", f"/tasks/{one['task_id']}", {"title": "Call again"}, version=one["version"])
    else:
        await day.post("orders", f"/tasks/{one['task_id']}/{what}")


async def note(day: Day) -> None:
    order_id = day.an_order
    seen = await day.get("orders", f"/orders/{order_id}")
    version = seen["note"]["version"] if seen["note"] else 0
    await day.put("orders", f"/orders/{order_id}/note", {"text": f"note {day.chance.random()}"}, version=version)


async def customer(day: Day) -> None:
    """Changed, or merged with another, or two again."""
    if not day.customers or day.chance.random() < 0.2:
        body = {"name": "Léa Petit", "email": f"lea-{day.chance.randrange(999)}@example.org"}
        if made := await day.post("orders", "/customers", body):
            day.customers.append(made["customer_id"])
        return
    kept = await day.get("orders", f"/customers/{day.one_of(day.customers)}")
    other = await day.get("orders", f"/customers/{day.one_of(day.customers)}")
    path = f"/customers/{kept['customer_id']}"
    if kept.get("merges") and day.chance.random() < 0.5:
        await day.post("orders", f"{path}/merges/{kept['merges'][0]['merge_id']}/undo")
    elif day.chance.random() < 0.5:
        body = {"merged_id": other["customer_id"], "merged_version": other["version"]}
        await day.post("orders", f"{path}/merge", body, version=kept["version"])
    else:
        body = {"name": "Zoé Martin-Petit", "email": "zoe@example.org", "phone": "0612345678"}
        await day.put("orders", path, body, version=kept["version"])


async def customer_of_order(day: Day) -> None:
    order_id = day.an_order
    seen = await day.get("orders", f"/orders/{order_id}")
    path = f"/orders/{order_id}"
    match day.chance.randrange(3):
        case 0 if day.customers:
            body = WHY | {"customer_id": day.one_of(day.customers)}
            await day.post("orders", f"{path}/attach", body, version=seen["version"])
        case 1:
            await day.post("orders", f"{path}/detach", WHY, version=seen["version"])
        case _:
            body = {"name": "Z. Martin", "email": "z@example.org", "billing_address": NANTES}
            body["customer_too"] = day.chance.random() < 0.5
            await day.post("orders", f"{path}/customer", body, version=seen["version"])


async def message(day: Day) -> None:
    order_id = day.an_order
    if day.chance.random() < 0.5:
        body = {"order_id": order_id, "subject": "Your order", "text": "Is the colour right?"}
        await day.post("notifier", "/messages", body | {"to": day.one_of([None, "zoe@example.org"])})
    elif items := (await day.get("notifier", "/messages", order_id=order_id)).get("items"):
        await day.post("notifier", f"/messages/{day.one_of(items)['message_id']}/resend")


def _status(day: Day) -> Json:
    return {"custom_status": day.one_of(["gift", "vip", None])}


WHATEVER: tuple[tuple[int, Doing], ...] = (
    (14, place),
    (14, edit),
    (12, goods),
    (9, of_order("billing", "/orders/{}/payments", "pay", _payment)),
    (5, credit),
    (4, refund),
    (2, of_order("billing", "/orders/{}/payments/reverse", "reverse", WHY)),
    (2, of_order("billing", "/orders/{}/payments/expect", "expect", {"method": "card"})),
    (1, of_order("billing", "/orders/{}/payments/fail", "fail", WHY)),
    (1, of_order("billing", "/orders/{}/write-off", "write_off", WHY)),
    (1, of_order("billing", "/orders/{}/reminders", "remind", {})),
    (4, of_order("orders", "/orders/{}/hold", "hold", WHY)),
    (5, of_order("orders", "/orders/{}/resume", "resume")),
    (4, of_order("orders", "/orders/{}/cancel", "cancel", WHY | {"notify_customer": True})),
    (3, of_order("orders", "/orders/{}/custom-status", "status", _status)),
    (3, stock),
    (6, quote),
    (4, task),
    (2, note),
    (4, customer),
    (3, customer_of_order),
    (3, message),
    (12, give_back),
    (2, withdraw),
)
