"""The orders service, set back to before all this, takes its quotes in again as they were sent and answered."""

from typing import Any

from services.orders.quotes.store import draw_number
from shared.messaging.take_back import Outcome
from tests.orders.quoting import customer, done, seen, sent
from tests.orders.test_take_back import everything, set_back, take_back
from tests.support.service import ShopService

ASIDE = ("version", "saved_at", "saved_by", "created_at", "created_by")
"""A draft is written by somebody before it is sent: that nobody was told."""


async def shown(shop: ShopService) -> list[dict[str, Any]]:
    listed = (await done(shop.http.get("/quotes?limit=200")))["items"]
    numbers = sorted({one["number"] for one in listed})
    versions = [one for number in numbers for one in (await done(shop.http.get(f"/quotes?number={number}")))["items"]]
    quotes = [await seen(shop, one["quote_id"]) for one in versions]
    return [{name: value for name, value in one.items() if name not in ASIDE} for one in quotes]


async def test_quotes_are_taken_in_as_they_were(shop: ShopService) -> None:
    declined, converted, cancelled, revised = [(await sent(shop))["quote_id"] for _ in range(4)]
    await sent(shop, comment="still open")
    await done(shop.post(f"/quotes/{declined}/decline", {"comment": "too dear"}, headers=customer()))
    await done(shop.post(f"/quotes/{converted}/convert", headers=customer()))
    await done(shop.post(f"/quotes/{cancelled}/cancel", {"reason": "sold out"}))
    following = await done(shop.post(f"/quotes/{revised}/revise"))
    await done(shop.post(f"/quotes/{following['quote_id']}/send"))
    before, announced = await shown(shop), await everything(shop)
    await set_back(shop)
    verdicts = await take_back(shop, list(reversed(announced)))
    assert {verdict.outcome for verdict in verdicts} == {Outcome.TAKEN, Outcome.COMES_AGAIN}
    after = await shown(shop)
    opened = [one for one in before if one["follows_decline"]]
    assert [one for one in after if not one["follows_decline"]] == [one for one in before if one not in opened]
    assert [one["state"] for one in after if one["follows_decline"]] == ["draft"]
    again = await take_back(shop, announced)
    assert {verdict.outcome for verdict in again} == {Outcome.THERE, Outcome.COMES_AGAIN}
    async with shop.transaction() as tx:
        assert await draw_number(tx) == "Q1006"
