"""What is told of an order's messages and returns shows in its history; what is of no order is passed over."""

from uuid import NAMESPACE_URL, UUID, uuid5

from uuid_utils.compat import uuid7

from shared.schemas.notifier import AddressCleared, MessageBounced
from shared.schemas.withdrawals import OrderWithdrawn, WithdrawnLine
from tests.orders.ordering import history, placed
from tests.orders.upstream_events import (
    credit_note_issued,
    credited_goods_left,
    invoice_issued,
    message_failed,
    message_sent,
    payment_recorded,
    return_declined,
    return_of_credited_goods,
    return_received,
    return_requested,
    shipped,
    slip_created,
    slips_voided,
)
from tests.orders.upstream_events.days import NOON
from tests.support.service import ShopService


async def test_a_message_that_failed_is_told_whatever_the_mail_server_said(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(message_failed(order_id, "550 <b>no\0 such user</b> '; DROP TABLE history"))
    response = await shop.http.get(f"/orders/{order_id}/history")
    assert response.json()["items"][-1]["detail"]["error"] == "550 <b>no such user</b> '; DROP TABLE history"


async def test_that_a_message_came_back_and_who_cleared_its_address_is_in_the_history(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    about = {"order_id": order_id, "message_id": uuid7(), "kind": "invoice"}
    await shop.deliver(
        MessageBounced(**about, sequence=3, bounced_at=NOON, status="5.1.1", address_undeliverable=True),
        AddressCleared(**about, sequence=4, cleared_at=NOON, by="bob"),
    )
    came_back, cleared = (await shop.http.get(f"/orders/{order_id}/history")).json()["items"][-2:]
    assert (came_back["by"], came_back["action"]) == ("notifier", "message_bounced")
    assert came_back["detail"] == {"kind": "invoice", "to": None, "status": "5.1.1", "undeliverable": True}
    assert (cleared["by"], cleared["action"], cleared["detail"]["kind"]) == ("bob", "address_cleared", "invoice")


async def test_news_of_an_order_that_was_never_placed_here_is_passed_over(shop: ShopService) -> None:
    unknown, known = uuid7(), (await placed(shop)).order_id
    await shop.deliver(
        invoice_issued(unknown),
        slip_created(unknown),
        message_sent(unknown),
        payment_recorded(unknown, "25.00"),
        shipped(unknown),
        slips_voided(unknown),
        invoice_issued(known),
    )
    assert await shop.parked() == []
    assert await history(shop, known) == [("storefront", "placed"), ("billing", "invoiced")]
    async with shop.reading() as tx:
        assert await tx.fetchval("SELECT count(*) FROM history WHERE order_id = $1", unknown) == 0


async def test_what_happens_to_a_return_is_told_in_the_history_and_the_order_found_by_its_number(
    shop: ShopService,
) -> None:
    order_id = (await placed(shop)).order_id
    received = return_received(order_id)
    await shop.deliver(return_requested(order_id), received, received, return_declined(order_id))
    entries = (await shop.http.get(f"/orders/{order_id}/history")).json()["items"]
    told = {one["action"]: one for one in entries}
    assert (told["return_requested"]["by"], told["return_requested"]["detail"]["goods"][0]["quantity"]) == ("alice", 2)
    assert [(one["quantity"], one["outcome"]) for one in told["return_received"]["detail"]["goods"]] == [
        (1, "received"),
        (1, "lost"),
    ]
    assert told["return_declined"]["detail"]["reason"] == "drilled"
    assert [one["action"] for one in entries].count("return_received") == 1
    found = (await shop.http.get("/orders", params={"q": "RE-000007"})).json()["items"]
    assert [one["order_id"] for one in found] == [str(order_id)]


async def test_goods_that_left_though_they_were_credited_are_told_in_the_history(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(shipped(order_id), credit_note_issued(order_id, "20.00"), credited_goods_left(order_id))
    opened = return_of_credited_goods(order_id)
    await shop.deliver(opened)
    await shop.deliver(opened.model_copy(update={"sequence": 2}))
    response = await shop.http.get(f"/orders/{order_id}/history")
    entries = response.json()["items"]
    told = {one["action"]: one["detail"] for one in entries}
    assert told["return_opened"] == {"number": "RT-1", "reason": "credited_goods_left"}
    assert [one["action"] for one in entries].count("return_opened") == 1
    assert told["credited_goods_left"] == {"slip": "BX-1", "goods": [{"sku": "LAMP", "quantity": 2}]}


def withdrawn(order_id: UUID, *, sequence: int = 1, cancels: bool, off: int = 1, late: bool = False) -> OrderWithdrawn:
    line = WithdrawnLine(line_no=1, sku="LAMP", title="Oak lamp", quantity=1)
    return OrderWithdrawn(
        order_id=order_id,
        sequence=sequence,
        withdrawal_id=uuid5(NAMESPACE_URL, str(order_id)),
        received_at=NOON,
        at=NOON,
        by="customer",
        lines=(line,),
        late=late,
        cancels=cancels,
        take_off=(line,) * off,
    )


async def test_a_withdrawal_from_all_cancels_an_order_of_which_nothing_has_left(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(withdrawn(order_id, cancels=True), withdrawn(order_id, sequence=2, cancels=True))
    order = (await shop.http.get(f"/orders/{order_id}")).json()
    assert (order["status"], order["cancellation"]["reason"]) == ("cancelled", "rétractation du client")
    assert await history(shop, order_id) == [
        ("storefront", "placed"),
        ("customer", "withdrawn"),
        ("customer", "cancelled"),
    ]


async def test_a_withdrawal_from_a_part_holds_the_order_and_says_what_to_take_off(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(withdrawn(order_id, cancels=False))
    order = (await shop.http.get(f"/orders/{order_id}")).json()
    assert order["hold"]["reason"] == "rétractation du client : à retirer 1 × Oak lamp"


async def test_a_withdrawal_of_what_has_left_or_that_is_late_leaves_the_order_as_it_is(shop: ShopService) -> None:
    gone, late = (await placed(shop)).order_id, (await placed(shop)).order_id
    await shop.deliver(shipped(gone), withdrawn(gone, cancels=True))
    await shop.deliver(withdrawn(late, cancels=False, off=0, late=True))
    for order_id in (gone, late):
        order = (await shop.http.get(f"/orders/{order_id}")).json()
        assert (order["status"] == "cancelled", order["hold"]) == (False, None)
    assert (await history(shop, late))[-1] == ("customer", "withdrawn")
