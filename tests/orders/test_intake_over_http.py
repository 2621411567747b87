"""POST /orders: what is wrong with an order is said with a 4xx, and nothing is placed."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from services.orders.usecases.place_orders import place_orders
from shared.schemas.orders import PlaceOrder
from tests.orders.ordering import course
from tests.support.bodies import NANTES, ZOE, line, order, totals
from tests.support.service import ShopService, token

UNKNOWN_ORDER = "/orders/01890a5d-ac96-774b-bcce-b302099a8058"
TWO_LAMPS = {"order_id": "01890a5d-ac96-774b-bcce-b302099a8057"}

NO_SUBJECT = "the token's subject is not one line of 1 to 200 characters that shows"


async def test_a_placed_order_answers_201_with_its_place_and_version(shop: ShopService) -> None:
    response = await shop.post("/orders", order())
    assert response.status_code == 201
    answer = response.json()
    assert response.headers["location"] == f"/orders/{answer['order_id']}"
    assert response.headers["etag"] == '"1"'
    assert (answer["number"], answer["status"]) == ("1001", "processing_awaiting_payment")
    assert UUID(answer["order_id"]).version == 7
    assert (await shop.http.get(response.headers["location"])).json() == answer
    (announced,) = await shop.announced()
    assert announced.by == "alice"  # type: ignore[attr-defined]


async def test_the_same_key_and_order_is_answered_the_same(shop: ShopService) -> None:
    first = await shop.post("/orders", order(), key="checkout-1")
    again = await shop.post("/orders", order(), key="checkout-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert await shop.announced_types() == ["OrderPlaced"]


async def test_the_same_key_with_another_order_is_refused(shop: ShopService) -> None:
    await shop.post("/orders", order(), key="checkout-1")
    response = await shop.post("/orders", course(), key="checkout-1")
    assert (response.status_code, response.json()["type"]) == (422, "idempotency-key-reused")


async def test_the_callers_own_order_id_makes_it_once_whatever_the_key(shop: ShopService) -> None:
    first = await shop.post("/orders", order(**TWO_LAMPS))
    again = await shop.post("/orders", order(**TWO_LAMPS))
    other = await shop.post("/orders", course(**TWO_LAMPS))
    assert first.json()["order_id"] == TWO_LAMPS["order_id"]
    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["type"]) == (422, "order-id-reused")


async def test_an_order_that_came_in_over_http_is_not_placed_again_by_the_topic(shop: ShopService) -> None:
    await shop.post("/orders", order(**TWO_LAMPS))
    await shop.deliver(PlaceOrder.model_validate(order(**TWO_LAMPS)))
    assert await shop.announced_types() == ["OrderPlaced"]


async def test_rivals_that_place_one_order_at_the_same_moment_place_it_once(shop: ShopService) -> None:
    command = PlaceOrder.model_validate(order(**TWO_LAMPS))

    async def by_another_process() -> None:
        async with shop.transaction(locking=[command.order_id]) as tx:
            await place_orders(tx, [command])

    answers = await asyncio.gather(
        *(shop.post("/orders", order(**TWO_LAMPS)) for _ in range(10)), *(by_another_process() for _ in range(5))
    )
    assert {answer.status_code for answer in answers if answer} == {201}
    assert await shop.announced_types() == ["OrderPlaced"]


async def test_an_order_without_a_key_is_refused(shop: ShopService) -> None:
    response = await shop.http.post("/orders", json=order())
    assert (response.status_code, response.json()["type"]) == (400, "idempotency-key-missing")


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in order().items() if name not in names}


def customer(**changes: Any) -> dict[str, Any]:
    return order(customer=ZOE | changes)


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (order(lines=[line("NOTHING")]), "unknown-sku", "line 1: no product has the SKU NOTHING"),
        (order(totals=totals("20.83", "4.17", "24.00")), "wrong-totals", "gross 24.00 was sent, 25.00 is right"),
        (order(lines=[line(quantity=-2)]), "invalid-request", "lines/0/quantity: Input should be greater than 0"),
        (order(lines=[line(quantity=0)]), "invalid-request", "lines/0/quantity"),
        (order(lines=[line(quantity=1.5)]), "invalid-request", "lines/0/quantity"),
        (order(lines=[line(quantity="2")]), "invalid-request", "lines/0/quantity"),
        (order(lines=[line(quantity=1_000_001)]), "invalid-request", "lines/0/quantity"),
        (order(lines=[line(price="-12.50")]), "invalid-request", "lines/0/unit_price"),
        (order(lines=[line(price=12.5)]), "invalid-request", "as a string with at most 10 digits and 4 decimals"),
        (order(lines=[line(price="12,50")]), "invalid-request", "lines/0/unit_price"),
        (order(lines=[line(price="NaN")]), "invalid-request", "lines/0/unit_price"),
        (order(lines=[line(price="1e3")]), "invalid-request", "lines/0/unit_price"),
        (order(lines=[line(price="12345678901")]), "invalid-request", "lines/0/unit_price"),
        (order(lines=[line(vat_rate="101")]), "invalid-request", "lines/0/vat_rate"),
        (order(lines=[]), "invalid-request", "lines: Tuple should have at least 1 item"),
        (order(lines=[line()] * 10_000), "invalid-request", "lines: Tuple should have at most 2000 items"),
        (order(currency="EURO"), "invalid-request", "currency: unknown currency"),
        (order(currency="XXX"), "invalid-request", "currency: unknown currency"),
        (customer(billing_address={"country": "XX"}), "invalid-request", "unknown country; use an ISO 3166 code"),
        (customer(name="x" * 1_000_000), "invalid-request", "customer/name: String should have at most 200"),
        (customer(name="   "), "invalid-request", "customer/name"),
        (customer(name="Zoé\nMartin"), "invalid-request", "customer/name: line breaks and control"),
        (customer(name="Zoé\0"), "invalid-request", "customer/name: line breaks and control"),
        (customer(email="zoe"), "invalid-request", "customer/email"),
        (customer(email="zoe@example..org"), "invalid-request", "customer/email: the domain has a dot too many"),
        (
            customer(email="zoe@☃.example"),
            "invalid-request",
            "customer/email: the domain has parts too long or letters",
        ),
        (customer(email="zoe@example.org\nBcc: all@example.org"), "invalid-request", "customer/email"),
        (order(language="de"), "invalid-request", "language"),
        (order(placed_at="2999-01-01T00:00:00Z"), "wrong-date", "is in the future"),
        (order(placed_at="2026-03-02T09:30:00"), "invalid-request", "placed_at: Input should have timezone"),
        (order(placed_at="1969-12-31T23:59:59Z"), "wrong-date", "is before 2000"),
        (order(placed_at="9999-12-31T23:59:59-14:00"), "invalid-request", "placed_at: the time is out of"),
        (order(placed_at="0001-01-01T00:00:00+14:00"), "invalid-request", "placed_at: the time is out of"),
        (order(order_id="17"), "invalid-request", "order_id: Input should be a valid UUID"),
        (order(hold_reason="x" * 4001), "invalid-request", "hold_reason"),
        (without("totals"), "invalid-request", "totals: Field required"),
        (without("lines", "customer"), "invalid-request", "customer: Field required"),
        (order(holdReason="fraud?"), "invalid-request", "body/holdReason: there is no such field"),
        (customer(e_mail="z@example.org"), "invalid-request", "body/customer/e_mail: there is no such field"),
        (customer(billing_address=NANTES | {"zip": "44"}), "invalid-request", "billing_address/zip: there is no such"),
        (order(lines=[line(vatRate="5.5")]), "invalid-request", "body/lines/0/vatRate: there is no such field"),
        (order(payment={"method": "card", "fee": "1"}), "invalid-request", "payment/fee: there is no such field"),
        ([], "invalid-request", "body: Input should be a valid dictionary"),
        (None, "invalid-request", "body: Field required"),
    ],
)
async def test_what_is_wrong_is_said(shop: ShopService, body: Any, kind: str, says: str) -> None:
    response = await shop.post("/orders", body)
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == kind
    assert says in response.json()["detail"]
    assert await shop.announced() == []


async def test_what_is_no_json_is_refused(shop: ShopService) -> None:
    headers = {"Idempotency-Key": "1", "Content-Type": "application/json"}
    for body in (b"{", b"\xff\xfe", b"", b'{"a":' * 5_000):
        response = await shop.http.post("/orders", content=body, headers=headers)
        assert response.status_code in (400, 422), (body[:20], response.text)
        assert response.headers["content-type"] == "application/problem+json"


async def test_a_body_of_more_than_two_megabytes_is_refused(shop: ShopService) -> None:
    response = await shop.post("/orders", customer(name="x" * 2_100_000))
    assert (response.status_code, response.json()["type"]) == (413, "request-too-large")


@pytest.mark.parametrize(
    ("bearer", "status", "kind", "detail"),
    [
        (None, 401, "not-authenticated", "a bearer token is needed"),
        ("nonsense", 401, "not-authenticated", "the token is not valid here"),
        (token("orders:place", seconds=-1), 401, "not-authenticated", "the token has expired"),
        *(
            (token("orders:place", subject=blank), 401, "not-authenticated", NO_SUBJECT)
            for blank in (" ", "", "\u3164")
        ),
        (token("orders:read"), 403, "insufficient-scope", "the token lacks the scope orders:place"),
        (token("orders:write"), 403, "insufficient-scope", "the token lacks the scope orders:place"),
    ],
)
async def test_who_may_not_place_orders_is_refused(
    shop: ShopService, bearer: str | None, status: int, kind: str, detail: str
) -> None:
    async with shop.client(bearer) as http:
        response = await http.post("/orders", json=order(), headers={"Idempotency-Key": "1"})
    assert (response.status_code, response.json()["type"], response.json()["detail"]) == (status, kind, detail)
    assert await shop.announced() == []


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/orders", "orders:read"),
        ("GET", UNKNOWN_ORDER, "orders:read or orders:follow"),
        ("GET", f"{UNKNOWN_ORDER}/history", "orders:read"),
        ("POST", f"{UNKNOWN_ORDER}/hold", "orders:write"),
        ("POST", f"{UNKNOWN_ORDER}/resume", "orders:write"),
        ("POST", f"{UNKNOWN_ORDER}/cancel", "orders:write"),
        ("PUT", f"{UNKNOWN_ORDER}/note", "orders:note"),
        ("GET", "/products", "orders:read"),
        ("GET", "/products/LAMP", "orders:read"),
        ("GET", "/product-versions", "orders:read"),
        ("PUT", "/products/LAMP", "catalogue:write"),
        ("POST", "/products", "catalogue:write"),
    ],
)
async def test_every_route_needs_its_scope(shop: ShopService, method: str, path: str, scope: str) -> None:
    async with shop.client(None) as nobody, shop.client(token("billing:read billing:write")) as accountant:
        assert (await nobody.request(method, path, json={})).status_code == 401
        response = await accountant.request(method, path, json={})
    assert (response.status_code, response.json()["detail"]) == (403, f"the token lacks the scope {scope}")
