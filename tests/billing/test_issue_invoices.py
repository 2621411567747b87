"""A placed order is invoiced at once, unless it is on hold or cancelled."""

from datetime import UTC, date, datetime
from decimal import Decimal

from services.billing.usecases.issue_invoices import issue_invoices
from shared.schemas.billing import InvoiceIssued
from shared.schemas.orders import Address, DeliveryKind
from tests.support.orders import cancelled, held, placed
from tests.support.service import ShopService


async def test_a_placed_order_gets_its_invoice(billing: ShopService) -> None:
    order = placed(lines={"LAMP": 2}, price="12.50")
    await billing.deliver(order)

    (issued,) = await billing.announced()
    assert isinstance(issued, InvoiceIssued)
    assert (issued.order_id, issued.sequence, issued.number) == (order.order_id, 1, "FA-2026-000001")
    assert (issued.issued_on, issued.due_on) == (date(2026, 3, 2), date(2026, 4, 1))
    assert (str(issued.totals.net), str(issued.totals.vat), str(issued.totals.gross)) == ("20.83", "4.17", "25.00")


async def test_the_invoice_says_all_that_the_law_asks_for(billing: ShopService) -> None:
    order = placed(lines={"LAMP": 2}, price="12.50", shipping="5.95", reference="WEB-9")
    await billing.deliver(order)

    (invoice,) = (await billing.http.get("/invoices", params={"order_id": str(order.order_id)})).json()["items"]
    assert invoice["seller"]["siren"] == "732829320"
    assert invoice["seller"]["vat_number"] == "FR44732829320"
    assert invoice["customer"]["name"] == "Zoé Martin"
    assert invoice["customer"]["billing_address"]["city"] == "Nantes"
    assert (invoice["order_number"], invoice["order_reference"], invoice["language"]) == ("1001", "WEB-9", "fr")
    assert (invoice["issued_on"], invoice["supplied_on"], invoice["due_on"]) == (
        "2026-03-02",
        "2026-03-02",
        "2026-04-01",
    )
    assert invoice["operation"] == "goods"
    assert invoice["lines"] == [
        {
            "line_no": 1,
            "sku": "LAMP",
            "title": "Lamp",
            "quantity": 2,
            "unit_price": "12.50",
            "discount": "0",
            "vat_rate": "20",
            "total": "25.00",
            "payable": "25.00",
            "restock": None,
            "kept": None,
            "creditable": {"quantity": 2, "amount": "25.00"},
        }
    ]
    assert invoice["shipping"] == {
        "method": "Colissimo",
        "payable": "5.95",
        "vat_rate": "20",
        "creditable": "5.95",
    }
    assert invoice["totals"] == {
        "net": "25.79",
        "vat": "5.16",
        "gross": "30.95",
        "vat_by_rate": [{"rate": "20", "net": "25.79", "vat": "5.16", "gross": "30.95"}],
    }


async def test_what_is_picked_up_is_delivered_nowhere(billing: ShopService) -> None:
    order = placed(shipping="0")
    assert order.shipping
    elsewhere = order.customer.model_copy(update={"delivery_address": Address(city="Köln", country="DE")})
    counter = order.shipping.model_copy(update={"kind": DeliveryKind.PICKUP})
    await billing.deliver(order.model_copy(update={"customer": elsewhere, "shipping": counter}))
    (invoice,) = (await billing.http.get("/invoices", params={"order_id": str(order.order_id)})).json()["items"]
    assert invoice["customer"]["delivery_address"] is None


async def test_the_same_placement_twice_gives_one_invoice(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.deliver(order)
    await billing.deliver(order.model_copy())  # the same again under another event id, as a replay may bring
    assert await billing.announced_types() == ["InvoiceIssued"]


async def test_the_same_placement_twice_in_one_poll_gives_one_invoice(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order, order.model_copy(), order)
    assert await billing.announced_types() == ["InvoiceIssued"]


async def test_several_placements_of_one_order_at_once_give_one_invoice(billing: ShopService) -> None:
    order, on_hold = placed(), placed(held=True)
    async with billing.transaction() as tx:
        await issue_invoices(tx, [order, on_hold, order.model_copy(), on_hold.model_copy()])
    assert await billing.announced_types() == ["InvoicingHeld", "InvoiceIssued"]


async def test_orders_of_one_poll_are_numbered_in_the_order_of_their_placement(billing: ShopService) -> None:
    orders = [placed(placed_at=datetime(2026, 3, 2, 9, minute, tzinfo=UTC)) for minute in (30, 10, 20)]
    await billing.deliver(*orders)
    numbers = {event.order_id: event.number for event in await billing.announced()}
    assert [numbers[order.order_id] for order in orders] == ["FA-2026-000003", "FA-2026-000001", "FA-2026-000002"]


async def test_an_order_over_nothing_gets_an_invoice_over_nothing(billing: ShopService) -> None:
    await billing.deliver(placed(price="0.00"))
    (issued,) = await billing.announced()
    assert issued.totals.gross == Decimal(0)


async def test_an_order_placed_on_hold_gets_no_invoice(billing: ShopService) -> None:
    order = placed(held=True)
    await billing.deliver(order)
    await billing.deliver(order)
    (event,) = await billing.announced()
    assert (type(event).__name__, event.sequence, event.hold_sequence) == ("InvoicingHeld", 1, 1)


async def test_a_hold_that_arrives_before_the_placement_stops_the_invoice(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(held(order))
    await billing.deliver(order)
    assert await billing.announced_types() == ["InvoicingHeld"]


async def test_a_cancellation_that_arrives_before_the_placement_stops_the_invoice(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(cancelled(order))
    await billing.deliver(order)
    assert await billing.announced_types() == ["NothingToCredit"]


async def test_a_poll_mixes_orders_that_are_held_cancelled_known_and_new(billing: ShopService) -> None:
    on_hold, gone, known, new = placed(), placed(), placed(), placed()
    await billing.deliver(held(on_hold), cancelled(gone), known)
    await billing.deliver(on_hold, gone, known.model_copy(), new)
    issued = [event.order_id for event in await billing.announced() if isinstance(event, InvoiceIssued)]
    assert issued == [known.order_id, new.order_id]


async def test_what_is_needed_to_invoice_is_kept_only_until_the_invoice(billing: ShopService) -> None:
    waiting, invoiced = placed(held=True), placed()
    await billing.deliver(waiting, invoiced)
    async with billing.reading() as tx:
        rows = await tx.fetch("SELECT order_id FROM orders WHERE placed IS NOT NULL")
    assert [row["order_id"] for row in rows] == [waiting.order_id]
