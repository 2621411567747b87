"""The demo shop as `up --demo` fills it, on a whole shop."""

import re
from datetime import datetime, timedelta

import pytest

from cli.check import find_violations
from demo import traces
from demo.filling import NotEmpty, fill
from demo.staff import STAFF, password_of_all
from deploy.local.owner import staff_database
from services.backoffice.accounts import store
from services.backoffice.accounts.passwords import is_password
from shared.clock import now
from shared.schemas.order_status import Status
from tests.support.shop import Shop

FEW = 40


@pytest.fixture(scope="module")
async def said(shop: Shop) -> list[str]:
    """What was said when the shop was filled."""
    lines: list[str] = []
    assert not traces.is_filled(shop.settings)
    await fill(shop.settings, lines.append, orders=FEW)
    return lines


async def test_a_filled_shop_shows_every_status_and_keeps_the_invariants(shop: Shop, said: list[str]) -> None:
    orders = (await shop.get("orders", "/orders", limit=200))["items"]
    assert len(orders) == FEW
    assert {one["status"] for one in orders} == set(Status)
    assert {rule: found for rule, found in (await find_violations(shop.settings)).items() if found} == {}


async def test_it_is_said_in_three_lines_what_was_filled(shop: Shop, said: list[str]) -> None:
    assert len(said) == 3
    assert said[0].startswith("demo: 63 products, 40 orders of ")
    assert re.search(
        r" \d+ completed, \d+ to ship, \d+ to be picked up, \d+ to pay, \d+ on hold, \d+ cancelled", said[1]
    )
    assert said[2].endswith(" 1 failed for a mistyped address")
    assert traces.is_filled(shop.settings)


async def test_what_was_done_with_an_order_bears_the_time_of_its_life_and_not_of_the_filling(
    shop: Shop, said: list[str]
) -> None:
    orders = (await shop.get("orders", "/orders", limit=200, to=(now() - timedelta(days=7)).isoformat()))["items"]
    assert len(orders) > FEW / 2
    for order in orders:
        placed_at = datetime.fromisoformat(order["placed_at"])
        told = (await shop.get("orders", f"/orders/{order['order_id']}/history"))["items"]
        moved = [one for one in told if one["action"] not in ("message_sent", "message_failed")]
        times = [datetime.fromisoformat(one["at"]) for one in moved]
        assert (moved[0]["action"], times[0]) == ("placed", placed_at)
        assert times[-1] - placed_at < timedelta(days=7), [(one["action"], one["at"]) for one in moved]


async def test_stock_dots_are_as_the_catalogue_says(shop: Shop, said: list[str]) -> None:
    assert await shop.get("fulfilment", "/stock/counts") == {"green": 47, "orange": 6, "red": 4, "oversold": 0}
    waiting = (await shop.get("fulfilment", "/shipments", state="not_shipped"))["items"]
    assert len(waiting) == 2


async def test_a_message_to_a_mistyped_address_has_failed(shop: Shop, said: list[str]) -> None:
    (failed,) = (await shop.get("notifier", "/messages", state="failed"))["items"]
    assert failed["recipient"].endswith("@exmaple.invalid")
    assert failed["last_error"] == "5.1.2 there is no such domain"


async def test_the_staff_of_every_role_sign_in_with_the_password_that_is_kept(shop: Shop, said: list[str]) -> None:
    kept = shop.settings.state / "keys" / "demo-staff.password"
    assert kept.stat().st_mode & 0o777 == 0o600
    async with staff_database(shop.settings) as database, database.reading() as tx:
        found = [await store.find_credentials(tx, member.email) for member in STAFF]
    assert {(one.staff.role, one.staff.language) for one in found if one} == {
        (member.role, member.language) for member in STAFF
    }
    assert found[0]
    assert kept.read_text() == password_of_all(shop.settings)
    assert is_password(kept.read_text(), found[0].password_hash)


async def test_a_shop_with_orders_is_left_as_it_is(shop: Shop, said: list[str]) -> None:
    with pytest.raises(NotEmpty, match="the shop has orders and is left as it is"):
        await fill(shop.settings, said.append, orders=FEW)
    assert (await shop.get("orders", "/orders", limit=1))["items"]
    assert traces.is_filled(shop.settings)
