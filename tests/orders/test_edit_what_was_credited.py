"""What credit notes gave back of an order stays given back: an edit starts from the rest."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.orders.usecases.announce_again import read_next_orders
from shared.schemas.billing import CreditedLine, CreditNoteIssued
from shared.schemas.orders import LeftAndCredited, OrderEdited
from tests.orders.ordering import placed, seen
from tests.orders.test_edit_order import edit, preview
from tests.orders.test_edit_what_left import left
from tests.orders.test_take_back import everything, set_back, take_back
from tests.orders.upstream_events import credit_note_issued, shipped, unshipped
from tests.support.bodies import line, order, totals
from tests.support.service import ShopService

COURSE = {"sku": "COURSE", "quantity": 1}


async def three_lamps(shop: ShopService, **changes: Any) -> UUID:
    """Three lamps of 12.50 and postage of 4.90."""
    body = order(
        lines=[line(quantity=3, total="37.50")],
        shipping={"method": "Colissimo", "price": "4.90", "vat_rate": "20"},
        totals=totals("35.33", "7.07", "42.40"),
    )
    return (await placed(shop, body | changes)).order_id


def credited(
    order_id: UUID, gross: str, units: int, amount: str, *, shipping: str | None = None, sequence: int = 2
) -> CreditNoteIssued:
    lines = (CreditedLine(line_no=1, sku="LAMP", quantity=units, amount=Decimal(amount)),) if Decimal(amount) else ()
    more = {"lines": lines, "shipping": Decimal(shipping) if shipping else None}
    return credit_note_issued(order_id, gross, sequence=sequence).model_copy(update=more)


async def start(shop: ShopService, order_id: UUID) -> Any:
    answer = await shop.http.get(f"/orders/{order_id}/edit")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_lamp_that_was_credited_is_off_and_is_not_charged_again(shop: ShopService) -> None:
    order_id = await three_lamps(shop)
    await shop.deliver(credited(order_id, "12.50", 1, "12.50"))
    begins = await start(shop, order_id)
    assert begins["lines"] == [{"line_no": 1, "left": 0, "credited": 1}]
    assert (begins["content"]["lines"][0]["quantity"], begins["content"]["totals"]["gross"]) == (2, "29.90")
    body = {"lines": [{"line_no": 1, "quantity": 2}, COURSE]}
    shown = (await preview(shop, order_id, body, version=2)).json()
    assert (shown["credited"], shown["difference"], [one["sku"] for one in shown["changes"]]) == (
        "12.50",
        "30.00",
        ["COURSE"],
    )
    answer = (await edit(shop, order_id, body, version=2)).json()
    assert (answer["totals"]["gross"], answer["credited"], answer["balance"]) == ("59.90", "0.00", "-59.90")
    edited = (await shop.announced())[-1]
    assert isinstance(edited, OrderEdited)
    assert (edited.gross_before, edited.lines[0].quantity, edited.left_and_credited) == (Decimal("29.90"), 2, ())
    async with shop.transaction() as tx:
        told = [one for one in (await read_next_orders(tx, None, None)).events if isinstance(one, OrderEdited)]
    assert (told[0].gross_before, told[0].lines) == (edited.gross_before, edited.lines)


async def test_that_it_was_credited_alone_is_no_change(shop: ShopService) -> None:
    order_id = await three_lamps(shop)
    await shop.deliver(credited(order_id, "12.50", 1, "12.50"))
    same = await edit(shop, order_id, {"lines": [{"line_no": 1, "quantity": 2}]}, version=2)
    assert same.json()["type"].rpartition("/")[2] == "nothing-changed"


async def test_money_back_without_goods_and_of_the_postage_stays_given_back(shop: ShopService) -> None:
    order_id = await three_lamps(shop)
    await shop.deliver(credited(order_id, "9.90", 0, "5.00", shipping="4.90"))
    content = (await start(shop, order_id))["content"]
    assert [content["lines"][0][name] for name in ("quantity", "discount", "payable")] == [3, "5.00", "32.50"]
    assert (content["shipping"]["price"], content["totals"]["gross"]) == ("0.00", "32.50")


async def test_of_a_discount_on_the_whole_each_line_keeps_its_share(shop: ShopService) -> None:
    lines = [line(quantity=3, total="37.50"), line("COURSE", 1, "30.00", "30.00")]
    order_id = await three_lamps(shop, lines=lines, discount="6.75", totals=totals("54.71", "10.94", "65.65"))
    await shop.deliver(credited(order_id, "11.25", 1, "11.25"))
    content = (await start(shop, order_id))["content"]
    assert [(one["discount"], one["payable"]) for one in content["lines"]] == [("2.50", "22.50"), ("3.00", "27.00")]
    assert (content["discount"], content["totals"]["gross"]) == ("0.00", "54.40")


async def test_a_lamp_that_came_back_is_off_and_counts_no_more_as_left(shop: ShopService) -> None:
    order_id = await three_lamps(shop)
    await shop.deliver(left(order_id, {1: 3}, in_full=True), credited(order_id, "12.50", 1, "12.50", sequence=4))
    assert (await start(shop, order_id))["lines"] == [{"line_no": 1, "left": 2, "credited": 1}]
    now = await seen(shop, order_id)
    fewer = await edit(shop, order_id, {"lines": [{"line_no": 1, "quantity": 1}]}, version=now["version"])
    assert fewer.json()["type"].rpartition("/")[2] == "fewer-than-left"
    answer = await edit(shop, order_id, {"lines": [{"line_no": 1, "quantity": 3}]}, version=now["version"])
    assert answer.json()["totals"]["gross"] == "42.40"
    edited = (await shop.announced())[-1]
    assert isinstance(edited, OrderEdited)
    assert edited.left_and_credited == (LeftAndCredited(line_no=1, left=3, quantity=1),)
    assert (await start(shop, order_id))["lines"] == [{"line_no": 1, "left": 2, "credited": 0}]
    await shop.deliver(unshipped(order_id, sequence=9))
    assert (await start(shop, order_id))["lines"] == [{"line_no": 1, "left": 0, "credited": 0}]


async def test_what_has_not_left_is_credited_before_what_has(shop: ShopService) -> None:
    order_id = await three_lamps(shop)
    await shop.deliver(left(order_id, {1: 1}), credited(order_id, "25.00", 2, "25.00", sequence=4))
    assert (await start(shop, order_id))["lines"] == [{"line_no": 1, "left": 1, "credited": 2}]


@pytest.mark.parametrize("amount", ["0", "7.00"])
async def test_what_was_credited_before_it_was_kept_of_what_is_not_edited(shop: ShopService, amount: str) -> None:
    order_id = await three_lamps(shop)
    await shop.deliver(shipped(order_id), credited(order_id, "9.90", 0, amount, sequence=4))
    refused = await shop.http.get(f"/orders/{order_id}/edit")
    assert refused.json()["type"].rpartition("/")[2] == "already-credited"


async def test_credits_of_after_an_edit_are_off_in_the_next(shop: ShopService) -> None:
    order_id = await three_lamps(shop)
    await edit(shop, order_id, {"lines": [{"line_no": 1, "quantity": 4}]})
    late = credited(order_id, "12.50", 1, "12.50")
    again = {"edited": 2, "number": "AV-2026-000002"}
    await shop.deliver(late, credited(order_id, "12.50", 1, "12.50", sequence=5).model_copy(update=again))
    assert (await seen(shop, order_id))["credited"] == "12.50"
    assert (await start(shop, order_id))["content"]["lines"][0]["quantity"] == 3


async def test_a_restored_order_knows_again_what_its_edit_took_off(shop: ShopService) -> None:
    order_id = await three_lamps(shop)
    heard = [left(order_id, {1: 3}, in_full=True), credited(order_id, "12.50", 1, "12.50", sequence=4)]
    await shop.deliver(*heard)
    version = (await seen(shop, order_id))["version"]
    body = {"lines": [{"line_no": 1, "quantity": 2}, COURSE]}
    assert (await edit(shop, order_id, body, version=version)).status_code == 200
    before, told = await start(shop, order_id), await everything(shop)
    await set_back(shop)
    await take_back(shop, told)
    await shop.deliver(*heard)
    after = await start(shop, order_id)
    assert (after["lines"], after["content"]) == (before["lines"], before["content"])
    assert (await seen(shop, order_id))["credited"] == "0.00"
