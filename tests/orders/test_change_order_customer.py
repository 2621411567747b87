"""Whom an order is for is put right: contact and addresses, of this order only or of its customer too."""

import asyncio
from typing import Any
from uuid import UUID

import httpx

from services.orders.usecases.announce_again import read_next_orders
from services.orders.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Outcome, Unknown
from shared.schemas.orders import CustomerChanged, OrderCustomerChanged, OrderPlaced
from tests.orders.ordering import history, picked_up, placed, seen
from tests.orders.test_customers import LYON, call, customers
from tests.orders.upstream_events import payment_recorded, shipped
from tests.support.bodies import NANTES, ZOE, order
from tests.support.service import ShopService, empty

BRUSSELS = {"street": "1 rue Neuve", "postal_code": "1000", "city": "Bruxelles", "country": "BE"}
SAME: dict[str, Any] = {key: value for key, value in ZOE.items() if key != "reference"}


async def change(shop: ShopService, order_id: UUID, version: int = 1, **changes: Any) -> httpx.Response:
    return await call(
        shop,
        "POST",
        f"/orders/{order_id}/customer",
        scopes="orders:write orders:read",
        json=SAME | changes,
        headers={"If-Match": f'"{version}"'},
    )


async def test_a_typing_error_of_the_checkout_is_put_right_and_everybody_is_told(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    answer = await change(shop, order_id, email="zoe@new.example", delivery_address=LYON, reason="she called")
    assert answer.status_code == 200
    assert (answer.json()["version"], answer.json()["customer"]["email"]) == (2, "zoe@new.example")
    (event,) = [one for one in await shop.announced() if isinstance(one, OrderCustomerChanged)]
    assert (event.customer.reference, event.customer.ships_to.city, event.by) == ("C-17", "Lyon", "alice")
    found = await call(shop, "GET", "/orders", params={"q": "zoe@new"})
    assert [one["customer_email"] for one in found.json()["items"]] == ["zoe@new.example"]
    entries = (await call(shop, "GET", f"/orders/{order_id}/history")).json()["items"]
    assert entries[-1]["detail"] == {
        "changes": [
            {"field": "email", "before": "zoe@example.org", "after": "zoe@new.example"},
            {"field": "delivery_address", "before": None, "after": "1 place Bellecour, 69002 Lyon, FR"},
        ],
        "reason": "she called",
    }
    (zoe,) = await customers(shop)
    assert zoe["email"] == "zoe@example.org"


async def test_the_customer_becomes_as_the_order_has_it_also_by_earlier_changes_of_the_order_alone(
    shop: ShopService,
) -> None:
    order_id = (await placed(shop)).order_id
    (zoe,) = await customers(shop)
    path = f"/customers/{zoe['customer_id']}"
    assert (await change(shop, order_id, email="zoe@new.example", billing_address=LYON)).is_success
    other = {
        "name": "Zoé Durand",
        "email": "zoe@example.org",
        "note": "friend of the shop",
        "vat_number": "FR96552100554",
    }
    await call(shop, "PUT", path, scopes="orders:write", json=other, headers={"If-Match": '"1"'})
    now = {"email": "zoe@new.example", "billing_address": LYON, "customer_too": True}
    assert (await change(shop, order_id, 2, **now)).is_success
    known = (await call(shop, "GET", path)).json()
    assert (known["name"], known["email"], known["note"]) == (ZOE["name"], "zoe@new.example", "friend of the shop")
    assert known["vat_number"] == "FR96552100554"
    assert [(one["use"], one["address"]["city"]) for one in known["addresses"]] == [
        ("billing", "Lyon"),
        ("other", "Nantes"),
    ]
    assert (await change(shop, order_id, 2, **now | {"phone": "06 98 76 54 32"})).is_success
    assert (await call(shop, "GET", path)).json()["phone_e164"] == "+33698765432"
    assert [type(one).__name__ for one in await shop.announced() if isinstance(one, CustomerChanged)] == [
        "CustomerChanged"
    ] * 2


async def test_a_guest_has_no_customer_to_change_too(shop: ShopService) -> None:
    order_id = (await placed(shop, order(customer=SAME))).order_id
    refused = await change(shop, order_id, name="Zoé Durand", customer_too=True)
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (409, "body/customer_too")
    assert (await change(shop, order_id, name="Zoé Durand")).is_success


async def test_of_two_who_change_it_at_once_the_second_is_told(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    both = await asyncio.gather(change(shop, order_id, name="Zoé A."), change(shop, order_id, name="Zoé B."))
    assert sorted(one.status_code for one in both) == [200, 412]
    assert [action for _, action in await history(shop, order_id)] == ["placed", "customer_changed"]


async def test_what_else_happens_to_the_order_meanwhile_is_no_reason_to_refuse(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"))
    assert (await change(shop, order_id, 1, name="Zoé Durand")).json()["version"] == 3


async def test_the_same_customer_again_changes_nothing(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    assert (await change(shop, order_id)).json()["version"] == 1
    assert await shop.announced_types() == ["OrderPlaced"]


async def test_of_a_cancelled_order_only_email_and_phone_change(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await call(shop, "POST", f"/orders/{order_id}/cancel", scopes="orders:write", json={})
    refused = await change(shop, order_id, 2, name="Zoé Durand")
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "order 1001 is cancelled: of its customer only the e-mail and the phone may change any more",
    )
    assert "change_customer" not in (await seen(shop, order_id))["may"]
    assert (await change(shop, order_id, 2, email="zoe@new.example")).is_success


async def test_where_goods_go_stays_once_all_have_left(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(shipped(order_id))
    refused = await change(shop, order_id, 2, delivery_address=LYON)
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (409, "body/delivery_address")
    assert (await change(shop, order_id, 2, delivery_address=NANTES, name="Zoé Durand")).is_success


async def test_an_order_does_not_move_to_a_country_with_other_vat_unless_it_is_picked_up(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    refused = await change(shop, order_id, delivery_address=BRUSSELS)
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "order 1001 was taxed for FR and cannot go to BE: cancel it and place it anew, with the VAT of there",
    )
    assert (await change(shop, order_id, billing_address=BRUSSELS, delivery_address=NANTES)).is_success
    pickup = (await placed(shop, picked_up())).order_id
    assert (await change(shop, pickup, billing_address=BRUSSELS)).is_success


async def test_what_cannot_be_a_contact_is_refused_with_what_is_right(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    for changes, field in (
        ({"email": "zoe@example"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"billing_address": NANTES | {"country": "France"}}, "billing_address/country"),
        ({"name": " "}, "name"),
    ):
        refused = await change(shop, order_id, **changes)
        assert (refused.status_code, refused.json()["errors"][0]["at"]) == (422, f"body/{field}")


async def test_it_is_taken_back_and_told_again_as_it_was(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await change(shop, order_id, email="zoe@new.example", delivery_address=LYON)
    async with shop.transaction() as tx:
        again = (await read_next_orders(tx, None, None)).events
    told = [one for one in again if isinstance(one, OrderCustomerChanged | OrderPlaced)]
    assert [(type(one).__name__, one.customer.email) for one in told] == [
        ("OrderCustomerChanged", "zoe@new.example"),
        ("OrderPlaced", "zoe@new.example"),
    ]
    events, before = await shop.announced(), await history(shop, order_id)
    await empty(shop.database)
    async with shop.database.transaction(taking_back=True) as tx:
        verdicts = await TAKE_BACK.take(tx, Unknown(events))
    assert {verdict.outcome for verdict in verdicts} == {Outcome.TAKEN}
    assert await history(shop, order_id) == before
    assert (await seen(shop, order_id))["customer"]["delivery_address"]["city"] == "Lyon"


async def says(shop: ShopService, order_id: UUID, how: str, version: int = 1, **body: Any) -> httpx.Response:
    sent = {"reason": "she called"} | body
    path, headers = f"/orders/{order_id}/{how}", {"If-Match": f'"{version}"'}
    return await call(shop, "POST", path, scopes="orders:write orders:read", json=sent, headers=headers)


async def test_staff_attach_a_guests_order_with_a_reason_and_take_it_off_again(shop: ShopService) -> None:
    await placed(shop)
    guest = (await placed(shop, order(customer=SAME | {"billing_address": LYON}))).order_id
    (zoe,) = await customers(shop)
    attached = await says(shop, guest, "attach", customer_id=zoe["customer_id"])
    assert (attached.status_code, attached.json()["customer_id"]) == (200, zoe["customer_id"])
    known = (await call(shop, "GET", f"/customers/{zoe['customer_id']}")).json()
    assert (known["orders"], [one["address"]["city"] for one in known["addresses"]]) == (2, ["Nantes", "Lyon"])
    assert (await says(shop, guest, "detach", 1)).status_code == 412
    assert (await says(shop, guest, "detach", 2)).json()["customer_id"] is None
    assert [action for _, action in await history(shop, guest)][1:] == ["customer_attached", "customer_detached"]
    without = await call(
        shop, "POST", f"/orders/{guest}/attach", scopes="orders:write", json={}, headers={"If-Match": '"3"'}
    )
    assert without.status_code == 422


async def test_a_guest_becomes_a_customer_as_the_order_says(shop: ShopService) -> None:
    guest = (await placed(shop, order(customer=SAME))).order_id
    attached = await says(shop, guest, "attach")
    (zoe,) = await customers(shop)
    assert (zoe["customer_id"], zoe["name"], zoe["orders"]) == (attached.json()["customer_id"], "Zoé Martin", 1)
    assert [type(one).__name__ for one in await shop.announced()] == [
        *("OrderPlaced", "CustomerCreated", "OrderCustomerChanged")
    ]


async def test_an_order_that_the_storefront_named_stays_with_its_customer(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    for how in ("attach", "detach"):
        refused = await says(shop, order_id, how)
        assert (refused.status_code, refused.json()["detail"]) == (
            409,
            "order 1001 names customer C-17 of the storefront and stays with them",
        )
