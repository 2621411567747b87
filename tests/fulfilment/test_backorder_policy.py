"""Whether more may be ordered than is there: what storefronts are told, and what of placed orders goes beyond it."""

from datetime import timedelta

import pytest

from shared.schemas.fulfilment import BackorderPolicy
from tests.fulfilment.warehouse import Warehouse
from tests.support.clock import Clock
from tests.support.orders import placed


async def _keep(warehouse: Warehouse, sku: str, **rules: object) -> None:
    response = await warehouse.service.http.put(f"/stock/{sku}", json={"low_stock_threshold": 0, **rules})
    assert response.status_code == 200, response.text


async def test_storefronts_are_told_how_many_may_be_ordered_and_until_when(warehouse: Warehouse, clock: Clock) -> None:
    await warehouse.stock(LAMP=2)
    assert (await warehouse.get("/stock/LAMP"))["purchasable"] is None
    await _keep(warehouse, "LAMP", backorders="deny")
    assert (await warehouse.get("/stock/LAMP"))["purchasable"] == 2

    until = clock.now() + timedelta(days=1)
    await _keep(warehouse, "LAMP", backorders="until", backorders_until=until.isoformat())
    level = (await warehouse.levels())[-1]
    assert (level.available, level.backorders, level.backorders_until) == (2, BackorderPolicy.UNTIL, until)
    assert (await warehouse.get("/stock/LAMP"))["purchasable"] is None
    clock.pass_by(days=1)
    assert (await warehouse.get("/stock/LAMP"))["purchasable"] == 2

    await _keep(warehouse, "LAMP")  # who knows nothing of it leaves it as it is
    assert (await warehouse.get("/stock/LAMP"))["backorders"] == "until"


async def test_an_order_for_more_than_may_be_ordered_waits_and_is_shown_as_oversold(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2, CHAIR=1)
    await _keep(warehouse, "LAMP", backorders="deny")
    order = placed(lines={"LAMP": 3, "CHAIR": 2})
    await warehouse.deliver(order)
    assert await warehouse.slip(order) == ("BE-000001", "not_shipped", [("LAMP", 3, 2), ("CHAIR", 2, 1)])
    assert [(one["sku"], one["oversold"]) for one in (await warehouse.get("/stock?oversold=true"))["items"]] == [
        ("LAMP", 1)
    ]
    assert (await warehouse.get("/stock/counts"))["oversold"] == 1
    await warehouse.receive("LAMP", 1)
    assert (await warehouse.get("/stock/counts"))["oversold"] == 0


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ({"backorders": "until"}, "backorders until a moment need backorders_until"),
        ({"backorders": "deny", "backorders_until": "2030-01-01T00:00:00Z"}, "backorders_until is for backorders"),
        ({"backorders": "until", "backorders_until": "2020-01-01T00:00:00Z"}, "is over: then they are denied"),
        ({"backorders": "sometimes"}, "Input should be 'allow', 'deny' or 'until'"),
    ],
)
async def test_a_policy_that_says_nothing_is_refused(warehouse: Warehouse, rules: dict[str, str], why: str) -> None:
    response = await warehouse.service.http.put("/stock/LAMP", json={"low_stock_threshold": 0, **rules})
    assert response.status_code == 422
    assert why in response.text
    assert (await warehouse.service.http.get("/stock/LAMP")).status_code == 404
