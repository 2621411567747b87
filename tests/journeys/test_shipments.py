"""Orders that leave in parts, are picked up in parts or are cancelled in between, and what their customers are told."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.journeys.test_an_order import ship_behind_the_events
from tests.support.bodies import line, totals
from tests.support.sale import LAMP, place
from tests.support.shop import Shop, telling_of_shipments
from tests.support.waiting import until

PRODUCTS = {"DESK": ("Bureau", "120.00"), "STOOL": ("Tabouret", "30.00"), "SHELF": ("Étagère", "10.00")}
LINES = [line("DESK", 1, "120.00", "120.00"), line("STOOL", 2, "30.00", "60.00"), line("SHELF", 3, "10.00", "30.00")]
COLISSIMO, UPS, CHRONOPOST = "6A12345678905", "1Z999AA10123456784", "XY123456785FR"

AT_LA_POSTE = "https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678905"
AT_UPS = "https://www.ups.com/track?tracknum=1Z999AA10123456784"
AT_CHRONOPOST = "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT=XY123456785FR"
WHAT_IS_HERE = ["1 × Bureau", "2 × Tabouret", "1 × Étagère"]


@pytest.fixture(scope="module")
async def furniture(shop: Shop) -> AsyncIterator[Shop]:
    """Desks, stools and shelves are sold, and customers are told of what leaves."""
    products = [{**LAMP, "sku": sku, "title": title, "price": price} for sku, (title, price) in PRODUCTS.items()]
    assert (await shop.post("orders", "/products", {"products": products})).status_code == 200
    async with telling_of_shipments(shop):
        yield shop


async def test_an_order_leaves_in_parts_and_a_lost_parcel_again_with_one_mail_for_each_shipment(
    furniture: Shop,
) -> None:
    shop = furniture
    order = await _placed(shop, DESK=2, STOOL=2, SHELF=1)
    (whole,) = await until(_slips, shop, order, 1)
    assert (whole["state"], [one["allocated"] for one in whole["lines"]]) == ("not_shipped", [1, 2, 1])
    await _post(shop, f"/shipments/{whole['shipment_id']}/split", {})
    here, missing = await _slips(shop, order, 2)
    assert [(one["state"], _units(one)) for one in (here, missing)] == [
        ("ready", {"DESK": 1, "STOOL": 2, "SHELF": 1}),
        ("not_shipped", {"SHELF": 2}),
    ]

    for number in (COLISSIMO, UPS):
        await _post(shop, f"/shipments/{here['shipment_id']}/parcels", {"tracking_number": number})
    await _post(shop, f"/shipments/{here['shipment_id']}/ship")
    await until(_is, shop, order, "partially_shipped", "processing_awaiting_shipment")
    await until(_told, shop, order, ["partly_shipped"])

    await _receive(shop, SHELF=2)
    await _post(shop, f"/shipments/{missing['shipment_id']}/parcels", {"tracking_number": CHRONOPOST})
    await _post(shop, f"/shipments/{missing['shipment_id']}/ship")
    await until(_is, shop, order, "shipped", "completed_shipped")
    await until(_told, shop, order, ["partly_shipped", "shipped"])

    (lost,) = [one for one in (await _slips(shop, order, 2))[0]["parcels"] if one["tracking_number"] == UPS]
    await _post(shop, f"/parcels/{lost['parcel_id']}/send-again", {"lines": [{"line_no": 1, "quantity": 1}]})
    await until(_is, shop, order, "partially_shipped", "processing_awaiting_shipment")
    again = (await _slips(shop, order, 3))[-1]
    assert (again["state"], _units(again)) == ("ready", {"DESK": 1})
    await _post(shop, f"/shipments/{again['shipment_id']}/parcels", {"tracking_number": COLISSIMO})
    await _post(shop, f"/shipments/{again['shipment_id']}/ship")
    await until(_is, shop, order, "shipped", "completed_shipped")
    await until(_told, shop, order, ["partly_shipped", "shipped", "sent_again"])

    assert await _said(shop, order) == [
        ("Une partie de votre commande 1001 est expédiée", [*WHAT_IS_HERE, AT_LA_POSTE, AT_UPS, "2 × Étagère"]),
        ("Votre commande 1001 est expédiée", ["2 × Étagère", AT_CHRONOPOST]),
        ("Un colis de votre commande 1001 est renvoyé", ["1 × Bureau", AT_LA_POSTE]),
    ]
    assert [await _on_hand(shop, sku) for sku in PRODUCTS] == [0, 0, 0]
    await shop.is_quiet()


async def test_an_order_is_picked_up_in_parts_and_each_is_told_once(furniture: Shop) -> None:
    shop = furniture
    pickup = {"method": "Comptoir", "kind": "pickup", "price": "0.00", "vat_rate": "20"}
    order = await _placed(shop, shipping=pickup, DESK=1, STOOL=2, SHELF=1)
    (whole,) = await until(_slips, shop, order, 1)
    await _post(shop, f"/shipments/{whole['shipment_id']}/split", {})
    here, missing = await _slips(shop, order, 2)
    await _post(shop, f"/shipments/{here['shipment_id']}/make-ready-for-pickup")
    await until(_told, shop, order, ["pickup_ready"])
    await _receive(shop, SHELF=2)
    await _post(shop, f"/shipments/{missing['shipment_id']}/make-ready-for-pickup")
    await until(_is, shop, order, "not_shipped", "processing_ready_for_pickup")
    await until(_told, shop, order, ["pickup_ready", "pickup_ready"])
    for slip in (here, missing):
        await _post(shop, f"/shipments/{slip['shipment_id']}/ship")
    await until(_is, shop, order, "shipped", "completed_picked_up")
    await shop.is_quiet()
    assert await _told(shop, order, ["pickup_ready", "pickup_ready"])
    in_part = "Une partie de votre commande 1001 est prête au retrait"
    assert await _said(shop, order) == [(in_part, [*WHAT_IS_HERE, "2 × Étagère"]), (in_part, ["2 × Étagère"])]


async def test_an_order_is_cancelled_as_one_of_its_two_slips_leaves(furniture: Shop) -> None:
    """Once orders knows that goods have left, it cancels no more; here it cancels before that."""
    shop = furniture
    order = await _placed(shop, DESK=1, STOOL=2, SHELF=1)
    (whole,) = await until(_slips, shop, order, 1)
    await _post(shop, f"/shipments/{whole['shipment_id']}/split", {})
    here, missing = await _slips(shop, order, 2)
    await shop.processes["fulfilment-1"].stop()
    cancelled = await shop.post("orders", f"/orders/{order['order_id']}/cancel", {"notify_customer": False})
    assert cancelled.status_code == 200, cancelled.text
    await ship_behind_the_events(shop, here["shipment_id"])
    await until(shop.cancellation_settled, order["order_id"])
    await until(_told, shop, order, ["partly_shipped"])

    assert [one["state"] for one in await _slips(shop, order, 2)] == ["shipped", "void"]
    seen = await shop.get("orders", f"/orders/{order['order_id']}")
    assert (seen["status"], seen["cancellation"]["return_opened"][:3]) == ("cancelled", "RE-")
    returns = (await shop.get("returns", f"/orders/{order['order_id']}"))["returns"]
    assert [[(one["sku"], one["quantity"]) for one in opened["lines"]] for opened in returns] == [
        [("DESK", 1), ("STOOL", 2), ("SHELF", 1)]
    ]
    billed = await shop.get("billing", f"/orders/{order['order_id']}")
    assert (billed["invoiced"], billed["credited"]) == ("210.00", "210.00")
    assert await _said(shop, order) == [("Une partie de votre commande 1001 est expédiée", WHAT_IS_HERE)]

    second = await shop.post("fulfilment", f"/shipments/{missing['shipment_id']}/ship", {})
    assert (second.status_code, second.json()["type"]) == (409, "order-cancelled")
    await shop.is_quiet()


async def _placed(shop: Shop, *, shipping: Any = None, **on_the_shelf: int) -> Any:
    """A desk, two stools and three shelves, paid, of which this is here."""
    await _receive(shop, **on_the_shelf)
    shipping = shipping or {"method": "Colissimo", "price": "0.00", "vat_rate": "20"}
    order = await place(shop, lines=LINES, shipping=shipping, totals=totals("175.00", "35.00", "210.00"))
    await until(_is_invoiced, shop, order)
    paid = await shop.post("billing", f"/orders/{order['order_id']}/payments", {"method": "card"})
    assert paid.status_code == 201, paid.text
    return order


async def _receive(shop: Shop, **goods: int) -> None:
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in goods.items()]
    await _post(shop, "/stock/receipts", {"lines": lines, "reason": "delivered"})


async def _post(shop: Shop, path: str, body: Any = None) -> None:
    answer = await shop.post("fulfilment", path, body)
    assert answer.is_success, answer.text


async def _slips(shop: Shop, order: Any, count: int) -> Any:
    answer = await shop.http.get(f"{shop.settings.url('fulfilment')}/orders/{order['order_id']}")
    slips = answer.json()["shipments"] if answer.is_success else []
    return slips if len(slips) == count else None


async def _is_invoiced(shop: Shop, order: Any) -> bool:
    answer = await shop.http.get(f"{shop.settings.url('billing')}/orders/{order['order_id']}")
    return bool(answer.is_success and answer.json()["documents"])


async def _is(shop: Shop, order: Any, shipment_status: str, status: str) -> bool:
    seen = await shop.get("orders", f"/orders/{order['order_id']}")
    return bool((seen["shipment_status"], seen["status"]) == (shipment_status, status))


async def _messages(shop: Shop, order: Any) -> list[Any]:
    """Of what is ready or left, oldest first."""
    page = await shop.get("notifier", "/messages", order_id=order["order_id"])
    return [one for one in page["items"][::-1] if one["kind"] not in ("order_confirmation", "order_cancellation")]


async def _told(shop: Shop, order: Any, kinds: list[str]) -> bool:
    """These alone, once each, and the mail server has them."""
    found = await _messages(shop, order)
    return [(one["kind"], one["state"]) for one in found] == [(kind, "sent") for kind in kinds]


async def _said(shop: Shop, order: Any) -> list[tuple[str, list[str]]]:
    """Of each, its subject, its goods and links, as if the order were number 1001."""
    found = [await shop.get("notifier", f"/messages/{one['message_id']}") for one in await _messages(shop, order)]
    goods_and_links = re.compile(r"\d+ × .+|https://\S+")
    return [(one["subject"].replace(order["number"], "1001"), goods_and_links.findall(one["text"])) for one in found]


async def _on_hand(shop: Shop, sku: str) -> int:
    return int((await shop.get("fulfilment", f"/stock/{sku}"))["on_hand"])


def _units(slip: Any) -> dict[str, int]:
    return {one["sku"]: one["quantity"] for one in slip["lines"]}
