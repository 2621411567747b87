"""Customers: how orders come to them, and what the shop knows of each."""

from typing import Any
from uuid import UUID

import httpx
from uuid_utils.compat import uuid7

from services.orders.usecases.place_orders import place_orders
from services.orders.usecases.seek_customers import announce_customers, seek_customers
from services.orders.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Outcome, Unknown
from shared.refused import Refused
from shared.schemas.orders import CustomerChanged, CustomerCreated, CustomerEvent
from tests.orders.ordering import seen
from tests.support.bodies import NANTES, ZOE, command, order
from tests.support.service import ShopService, empty, token

LYON = {"street": "1 place Bellecour", "postal_code": "69002", "city": "Lyon", "country": "FR"}
GUEST = {key: value for key, value in ZOE.items() if key != "reference"}


async def bought(shop: ShopService, **customer: Any) -> UUID:
    """The id of an order of Zoé's, whose values may differ."""
    async with shop.transaction() as tx:
        (placed,) = await place_orders(tx, [command(uuid7(), **order(customer=ZOE | customer))])
    assert not isinstance(placed, Refused)
    return placed.order.order_id


async def call(
    shop: ShopService, method: str, path: str, *, scopes: str = "orders:read", **more: Any
) -> httpx.Response:
    headers = {"Idempotency-Key": str(uuid7())} | more.pop("headers", {})
    async with shop.client(token(scopes, subject="alice")) as http:
        return await http.request(method, path, headers=headers, **more)


async def customers(shop: ShopService, **query: str) -> list[dict[str, Any]]:
    return list((await call(shop, "GET", "/customers", params=query)).json()["items"])


async def test_orders_that_name_a_number_of_the_storefront_are_of_that_customer(shop: ShopService) -> None:
    first, second = await bought(shop), await bought(shop)
    other = await bought(shop, reference="C-18", name="Léo Petit")
    (leo, zoe) = await customers(shop)
    assert [(one["name"], one["orders"], one["city"]) for one in (leo, zoe)] == [
        ("Léo Petit", 1, "Nantes"),
        ("Zoé Martin", 2, "Nantes"),
    ]
    assert (await seen(shop, first))["customer_id"] == (await seen(shop, second))["customer_id"] == zoe["customer_id"]
    assert (await seen(shop, other))["customer_id"] == leo["customer_id"]
    answer = await call(shop, "GET", "/orders", params={"customer": zoe["customer_id"]})
    assert [one["order_id"] for one in answer.json()["items"]] == [str(second), str(first)]


async def test_a_guest_with_the_same_email_is_nobodys_order(shop: ShopService) -> None:
    await bought(shop)
    guest = await bought(shop, reference=None)
    assert (await seen(shop, guest))["customer_id"] is None
    assert [one["orders"] for one in await customers(shop)] == [1]


async def test_what_a_later_order_tells_of_a_customer_is_added_and_replaces_nothing(shop: ShopService) -> None:
    await bought(shop, phone=None)
    await bought(shop, name="Z. Martin", phone="06 12 34 56 78", billing_address=LYON, delivery_address=NANTES)
    (listed,) = await customers(shop)
    zoe = (await call(shop, "GET", f"/customers/{listed['customer_id']}")).json()
    assert (zoe["name"], zoe["phone"], zoe["phone_e164"]) == ("Zoé Martin", "06 12 34 56 78", "+33612345678")
    assert [(one["use"], one["address"]["city"]) for one in zoe["addresses"]] == [
        ("billing", "Nantes"),
        ("other", "Lyon"),
    ]


async def test_a_customer_who_came_with_an_order_is_announced_once_and_again_with_what_is_new(
    shop: ShopService,
) -> None:
    await bought(shop)
    for _ in range(2):
        async with shop.transaction() as tx:
            await announce_customers(tx)
    await bought(shop, billing_address=LYON)
    async with shop.transaction() as tx:
        await announce_customers(tx)
    created, changed = [one for one in await shop.announced() if isinstance(one, CustomerEvent)]
    assert isinstance(created, CustomerCreated)
    assert isinstance(changed, CustomerChanged)
    assert (created.profile.reference, created.by, created.customer_version) == ("C-17", "storefront", 1)
    assert (changed.customer_version, len(changed.profile.addresses)) == (2, 2)


async def test_orders_from_before_come_to_their_customers_in_the_background(shop: ShopService) -> None:
    first, guest = await bought(shop), await bought(shop, reference=None)
    async with shop.transaction() as tx:
        await tx.execute("UPDATE orders SET customer_id = NULL, customer_sought = false")
        await tx.execute("DELETE FROM customers")
    async with shop.transaction() as tx:
        assert await seek_customers(tx) == 2
        assert await seek_customers(tx) == 0
    (zoe,) = await customers(shop)
    assert (await seen(shop, first))["customer_id"] == zoe["customer_id"]
    assert (await seen(shop, guest))["customer_id"] is None


async def test_a_customer_is_found_by_name_email_phone_city_and_number(shop: ShopService) -> None:
    await bought(shop)
    await bought(shop, reference="C-18", name="Léo Petit", email="leo@example.org", phone=None, billing_address=LYON)
    for words, name in {
        "martin": "Zoé Martin",
        "zoe@exa": "Zoé Martin",
        "06 12 34": "Zoé Martin",
        "c-18": "Léo Petit",
        "lyon": "Léo Petit",
    }.items():
        assert [one["name"] for one in await customers(shop, q=words)] == [name], words


async def test_the_page_of_a_customer_says_what_its_orders_come_to(shop: ShopService) -> None:
    await bought(shop)
    await bought(shop)
    (listed,) = await customers(shop)
    zoe = (await call(shop, "GET", f"/customers/{listed['customer_id']}")).json()
    assert (zoe["orders"], zoe["cancelled_orders"]) == (2, 0)
    assert zoe["money"] == [{"currency": "EUR", "orders": 2, "charged": "50.00", "due": "50.00", "owed": "0.00"}]


NEW = {"name": "Ana Costa", "email": "ana@example.org", "phone": "06 98 76 54 32", "addresses": []}


async def test_staff_write_a_customer_down_and_change_it_on_the_version_seen(shop: ShopService) -> None:
    made = await call(shop, "POST", "/customers", scopes="orders:write orders:read", json=NEW | {"reference": "C-9"})
    assert (made.status_code, made.json()["version"], made.json()["created_by"]) == (201, 1, "alice")
    path = f"/customers/{made.json()['customer_id']}"
    changes = NEW | {"note": "Calls on Mondays", "addresses": [{"use": "billing", "address": LYON}]}
    saved = await call(shop, "PUT", path, scopes="orders:write", json=changes, headers={"If-Match": '"1"'})
    assert (saved.status_code, saved.headers["etag"], saved.json()["reference"]) == (200, '"2"', "C-9")
    late = await call(shop, "PUT", path, scopes="orders:write", json=NEW, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["type"].rpartition("/")[2]) == (412, "stale-version")
    assert [type(one).__name__ for one in await shop.announced()] == ["CustomerCreated", "CustomerChanged"]
    assert "note" not in (await shop.announced())[1].model_dump_json()


async def test_what_cannot_be_a_customer_is_refused_with_what_is_right(shop: ShopService) -> None:
    await bought(shop)
    for body, status, field in (
        (NEW | {"email": "ana@example"}, 422, "email"),
        (NEW | {"phone": "call me"}, 422, "phone"),
        (
            NEW | {"addresses": [{"use": "billing", "address": {"country": "France"}}]},
            422,
            "addresses/0/address/country",
        ),
        (NEW | {"addresses": [{"use": "billing", "address": LYON}] * 2}, 422, "addresses"),
        (NEW | {"reference": "C-17"}, 409, "reference"),
    ):
        refused = await call(shop, "POST", "/customers", scopes="orders:write", json=body)
        assert (refused.status_code, [one["at"].removeprefix("body/") for one in refused.json()["errors"]]) == (
            status,
            [field],
        )
    reader = await call(shop, "POST", "/customers", json=NEW)
    assert reader.status_code == 403


async def test_customers_are_taken_back_as_they_were_announced_and_their_orders_with_them(shop: ShopService) -> None:
    await bought(shop)
    await bought(shop, billing_address=LYON)
    async with shop.transaction() as tx:
        await announce_customers(tx)
    events, before = await shop.announced(), await customers(shop)
    await empty(shop.database)
    async with shop.database.transaction(taking_back=True) as tx:
        verdicts = await TAKE_BACK.take(tx, Unknown(events))
        await seek_customers(tx)
    assert {verdict.outcome for verdict in verdicts} == {Outcome.TAKEN}
    assert [one | {"created_at": None} for one in await customers(shop)] == [
        one | {"created_at": None} for one in before
    ]
