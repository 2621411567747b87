"""Others follow orders by their snapshots: one of each order that a transaction changed, as it is then."""

from decimal import Decimal
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status
from shared.schemas.orders import CancelOrder, HoldOrder, OrderSnapshot
from tests.orders.ordering import place, placed, seen
from tests.orders.upstream_events import (
    cancellation_invoice_issued,
    credit_note_issued,
    fulfilment_held,
    invoice_issued,
    invoicing_held,
    message_sent,
    payment_recorded,
    payment_reversed,
    shipped,
    slip_created,
    slips_voided,
)
from tests.support.bodies import line, order
from tests.support.service import ShopService

SEEN = ("number", "reference", "currency", "paid", "credited", "status", "payment_status", "shipment_status")
SEEN += ("still_ships",)


async def last(shop: ShopService) -> OrderSnapshot:
    return (await shop.snapshots())[-1]


async def is_as_seen(shop: ShopService, order_id: UUID) -> None:
    """The last snapshot tells what the API shows."""
    told, shown = (await last(shop)).model_dump(mode="json"), await seen(shop, order_id)
    assert {name: told[name] for name in SEEN} == {name: shown[name] for name in SEEN}
    assert (told["order_id"], told["sequence"]) == (str(order_id), shown["version"])
    assert told["gross"] == shown["totals"]["gross"]
    assert told["hold"] == (shown["hold"] or {"state": "none"})["state"]
    cancellation = shown["cancellation"] or {"requested_at": None, "settled_at": None}
    assert told["cancelled_at"] == cancellation["requested_at"]
    assert told["settled"] == (cancellation["settled_at"] is not None)


async def test_a_placed_order_is_told_by_a_snapshot(shop: ShopService) -> None:
    order_id = (await placed(shop, order(reference="WEB-7", placed_at="2026-03-02T10:30:00+01:00"))).order_id
    (snapshot,) = await shop.snapshots()
    assert (snapshot.key, snapshot.aggregate_version) == (str(order_id), 1)
    assert (snapshot.number, snapshot.reference, snapshot.currency) == ("1001", "WEB-7", "EUR")
    assert snapshot.placed_at.isoformat() == "2026-03-02T09:30:00+00:00"
    assert (snapshot.gross, snapshot.paid, snapshot.credited) == (Decimal("25.00"), 0, 0)
    assert snapshot.status is Status.AWAITING_PAYMENT
    assert snapshot.payment_status is PaymentStatus.NOT_PAID
    assert snapshot.shipment_status is ShipmentStatus.NOT_SHIPPED
    assert (snapshot.hold, snapshot.cancelled_at, snapshot.settled) == (Hold.NONE, None, False)


async def test_an_order_placed_on_hold_has_one_snapshot_and_it_says_so(shop: ShopService) -> None:
    await placed(shop, order(hold_reason="address to be checked"))
    assert [(one.status, one.hold) for one in await shop.snapshots()] == [(Status.ON_HOLD, Hold.REQUESTED)]


async def test_a_snapshot_has_nothing_of_the_customer(shop: ShopService) -> None:
    await placed(shop)
    async with shop.reading() as tx:
        value = await tx.fetchval("SELECT convert_from(value, 'UTF8') FROM outbox WHERE topic = 'orders.snapshots'")
    assert not [said for said in ("Zoé", "zoe@", "+33", "rue du Port", "Nantes", "customer") if said in value]


async def test_each_happening_is_told_with_what_came_of_it(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    for number, event in enumerate(
        (
            invoice_issued(order_id),
            slip_created(order_id),
            message_sent(order_id),
            payment_recorded(order_id, "25.00"),
            shipped(order_id),
            credit_note_issued(order_id, "2.00"),
            payment_reversed(order_id, "25.00"),
        ),
        start=2,
    ):
        await shop.deliver(event)
        assert len(await shop.snapshots()) == number
        await is_as_seen(shop, order_id)


async def test_a_hold_is_told_step_by_step(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(HoldOrder(order_id=order_id, reason="address to be checked"))
    await shop.deliver(invoicing_held(order_id, 2))
    await is_as_seen(shop, order_id)
    await shop.deliver(fulfilment_held(order_id, 2))
    await is_as_seen(shop, order_id)
    await shop.post(f"/orders/{order_id}/resume")
    await is_as_seen(shop, order_id)
    told = [(one.sequence, one.hold) for one in await shop.snapshots()]
    assert told == [(1, Hold.NONE), (2, Hold.REQUESTED), (2, Hold.REQUESTED), (3, Hold.EFFECTIVE), (4, Hold.NONE)]


async def test_a_cancellation_is_told_until_it_is_settled(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.post(f"/orders/{order_id}/cancel", {})
    await is_as_seen(shop, order_id)
    await shop.deliver(slips_voided(order_id))
    await is_as_seen(shop, order_id)
    await shop.deliver(cancellation_invoice_issued(order_id))
    await is_as_seen(shop, order_id)
    told = [(one.status, one.credited, one.settled) for one in await shop.snapshots()]
    assert told == [
        (Status.AWAITING_PAYMENT, Decimal(0), False),
        (Status.CANCELLED, Decimal(0), False),
        (Status.CANCELLED, Decimal(0), False),
        (Status.CANCELLED, Decimal("25.00"), True),
    ]


async def test_several_changes_in_a_poll_are_told_once_for_each_order_as_it_is_in_the_end(shop: ShopService) -> None:
    first, second = place(), place()
    await shop.deliver(
        first,
        second,
        HoldOrder(order_id=second.order_id, reason="address to be checked"),
        CancelOrder(order_id=second.order_id),
        payment_recorded(first.order_id, "25.00"),
        shipped(first.order_id),
    )
    told = {one.order_id: (one.sequence, one.status) for one in await shop.snapshots()}
    assert len(await shop.snapshots()) == 2
    assert told == {first.order_id: (3, Status.COMPLETED_SHIPPED), second.order_id: (3, Status.CANCELLED)}


async def test_what_was_refused_or_done_already_is_not_told(shop: ShopService) -> None:
    command = place()
    await shop.deliver(command, place(lines=[line("NOTHING")]))
    await shop.deliver(command.model_copy(), HoldOrder(order_id=uuid7(), reason="whose order is this?"))
    await shop.post(f"/orders/{command.order_id}/resume")
    await shop.post(f"/orders/{command.order_id}/cancel", {}, headers={"If-Match": '"7"'})
    assert [one.order_id for one in await shop.snapshots()] == [command.order_id]


async def test_news_of_an_order_that_was_never_placed_here_is_not_told(shop: ShopService) -> None:
    await shop.deliver(invoice_issued(uuid7()), payment_recorded(uuid7(), "25.00"))
    assert await shop.snapshots() == []


async def test_what_could_not_be_done_leaves_the_snapshot_of_what_was_done_before(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    beyond_any_count = credit_note_issued(order_id, "2.00", sequence=2**40)
    await shop.deliver(payment_recorded(order_id, "25.00"), beyond_any_count)
    assert len(await shop.parked()) == 1
    assert [(one.sequence, one.payment_status) for one in await shop.snapshots()] == [
        (1, PaymentStatus.NOT_PAID),
        (2, PaymentStatus.PAID),
    ]
