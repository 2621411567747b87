"""Terms of payment: set by method, and taken over by orders that are placed from then on."""

from typing import Any

import pytest

from tests.orders.ordering import course, picked_up, placed, seen
from tests.orders.settings_api import NEVER, row, save_terms, terms
from tests.orders.upstream_events import payment_recorded, shipped
from tests.support.bodies import order
from tests.support.clock import Clock
from tests.support.service import ShopService, token


def paid_by(method: str, **changes: Any) -> dict[str, Any]:
    return order(payment={"method": method}, **changes)


async def test_a_new_shop_ships_unpaid_on_delivery_and_on_account_and_lets_no_transfer_expire(
    shop: ShopService,
) -> None:
    stored = await terms(shop)
    assert (stored["name"], stored["version"], stored["values"]["others"]) == ("terms", 0, NEVER)
    by_method = {one["method"]: (one["ships_unpaid"], one["expires_after_h"]) for one in stored["values"]["methods"]}
    assert by_method == {
        "card": (False, 72),
        "paypal": (False, 72),
        "apple_pay": (False, 72),
        "google_pay": (False, 72),
        "bank_transfer": (False, None),
        "cheque": (False, None),
        "cash_on_delivery": (True, None),
        "invoice": (True, None),
    }


@pytest.mark.parametrize("method", ["cash_on_delivery", "COD", "Paiement à la livraison", "on-account", "Sur facture"])
async def test_what_is_shipped_before_it_is_paid_is_to_be_shipped_and_then_to_be_paid(
    shop: ShopService, method: str
) -> None:
    order_id = (await placed(shop, paid_by(method))).order_id
    answer = await seen(shop, order_id)
    assert (answer["status"], answer["payment_status"]) == ("processing_awaiting_shipment", "not_paid")
    assert answer["terms"] == {"ships_unpaid": True, "expires_after_h": None, "expires_at": None}
    await shop.deliver(shipped(order_id))
    assert (await seen(shop, order_id))["status"] == "processing_awaiting_payment"
    await shop.deliver(payment_recorded(order_id, "25.00"))
    assert (await seen(shop, order_id))["status"] == "completed_shipped"


async def test_what_the_customer_comes_for_is_to_be_prepared_and_what_needs_no_parcel_is_to_be_paid(
    shop: ShopService,
) -> None:
    on_account = {"payment": {"method": "invoice"}}
    assert (await seen(shop, (await placed(shop, picked_up(**on_account))).order_id))["status"] == (
        "processing_awaiting_pickup"
    )
    assert (await seen(shop, (await placed(shop, course(**on_account))).order_id))["status"] == (
        "processing_awaiting_payment"
    )


async def test_orders_go_by_the_terms_that_were_set_when_they_were_placed(shop: ShopService, clock: Clock) -> None:
    before = await placed(shop, paid_by("card"))
    saved = await save_terms(
        shop,
        row("card", ships_unpaid=True),
        row("maison", expires_after_h=5, title_fr="Compte maison", title_en="House account"),
        others={"ships_unpaid": False, "expires_after_h": 24},
    )
    assert saved.status_code == 200, saved.text
    assert (await terms(shop))["changed_by"] == "alice"
    for method, expected in {
        "CB": (True, None, None),
        "maison": (False, 5, "2026-03-02T15:00:00Z"),
        "compte MAISON": (False, 5, "2026-03-02T15:00:00Z"),
        "cheque": (False, 24, "2026-03-03T10:00:00Z"),
    }.items():
        announced = await placed(shop, paid_by(method))
        answer = (await seen(shop, announced.order_id))["terms"]
        assert (answer["ships_unpaid"], answer["expires_after_h"], answer["expires_at"]) == expected, method
        assert announced.terms
        assert (announced.terms.ships_unpaid, announced.terms.expires_after_h) == expected[:2]
    assert (await seen(shop, before.order_id))["terms"] == {
        "ships_unpaid": False,
        "expires_after_h": 72,
        "expires_at": "2026-03-05T10:00:00Z",
    }


async def test_of_two_people_who_set_terms_at_once_the_second_is_told(shop: ShopService) -> None:
    assert (await save_terms(shop, row("card"), by="alice")).status_code == 200
    late = await save_terms(shop, row("card", expires_after_h=9), by="bob")
    assert (late.status_code, late.json()["type"]) == (412, "stale-version")
    assert "alice" in late.json()["detail"]
    without = {"If-Match": '"1"', "Authorization": f"Bearer {token('billing:settings')}"}
    body = {"methods": [], "others": NEVER}
    assert (await shop.http.put("/settings/terms", json=body, headers=without)).status_code == 403


@pytest.mark.parametrize(
    ("rows", "field", "said"),
    [
        ([row("card", expires_after_h=0)], "body/methods/0/expires_after_h", "greater than or equal to 1"),
        ([row("card", expires_after_h=8785)], "body/methods/0/expires_after_h", "less than or equal to 8784"),
        ([{**row("card"), "expires_after_h": "soon"}], "body/methods/0/expires_after_h", "integer"),
        ([{**row("card"), "ships_unpaid": "no"}], "body/methods/0/ships_unpaid", "boolean"),
        ([row("")], "body/methods/0/method", ""),
        ([{**row("card"), "expires_after_days": 3}], "body/methods/0/expires_after_days", ""),
        ([row("card"), row("CB")], "body/methods/1/method", "CB has its terms already, in the row of card"),
        ([row("card"), row("x", title_fr="Carte bancaire")], "body/methods/1/method", "in the row of card"),
    ],
)
async def test_terms_that_cannot_be_are_refused_and_change_nothing(
    shop: ShopService, rows: list[Any], field: str, said: str
) -> None:
    answer = await save_terms(shop, *rows)
    (error, *_) = answer.json()["errors"]
    assert (answer.status_code, error["at"]) == (422, field)
    assert said in answer.text
    assert (await terms(shop))["version"] == 0
