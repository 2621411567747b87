"""Orders come in: each once, numbered, announced, or refused with the reason."""

from decimal import Decimal
from uuid import UUID

from uuid_utils.compat import uuid7

from services.orders.order.store import OrderWithContent
from services.orders.settings import ShopSettings
from services.orders.usecases.place_orders import place_orders
from shared.clock import now
from shared.refused import Refused
from shared.schemas.orders import CommandRejected, OrderPlaced, PlaceOrder
from shared.stored_settings import save_settings
from tests.orders.ordering import LAMP, course, history, picked_up, place, placed, seen
from tests.support.bodies import ZOE, line, order, totals
from tests.support.service import ShopService


async def together(shop: ShopService, *commands: PlaceOrder) -> list[OrderWithContent | Refused]:
    async with shop.transaction() as tx:
        return await place_orders(tx, commands)


async def rejections(shop: ShopService) -> list[tuple[str, str]]:
    return [(one.problem, one.detail) for one in await shop.announced() if isinstance(one, CommandRejected)]


async def test_an_order_is_numbered_and_announced_with_all_that_others_need(shop: ShopService) -> None:
    command = place(reference="WEB-7", discount="5.00", totals=totals("16.67", "3.33", "20.00"), by="web shop")
    await shop.deliver(command)
    (announced,) = await shop.announced()
    assert isinstance(announced, OrderPlaced)
    assert announced.order_id == command.order_id
    assert (announced.number, announced.sequence, announced.reference) == ("1001", 1, "WEB-7")
    assert announced.customer == command.customer.placed
    assert (announced.held, announced.by, announced.language) == (False, "web shop", "fr")
    (lamps,) = announced.lines
    assert (lamps.title, lamps.quantity, lamps.total, lamps.payable) == (
        "Desk lamp",
        2,
        Decimal("25.00"),
        Decimal("20.00"),
    )
    assert announced.totals.gross == Decimal("20.00")
    assert announced.placed_at.tzinfo is not None


async def test_the_order_can_be_read_as_it_was_placed(shop: ShopService) -> None:
    announced = await placed(shop, order(placed_at="2026-03-02T10:30:00+01:00", reference="WEB-7"))
    shown = await seen(shop, announced.order_id)
    assert shown["placed_at"] == "2026-03-02T09:30:00Z"
    assert shown["status"] == "processing_awaiting_payment"
    assert (shown["payment_status"], shown["shipment_status"]) == ("not_paid", "not_shipped")
    assert (shown["version"], shown["hold"], shown["cancellation"]) == (1, None, None)
    assert shown["customer"]["billing_address"]["city"] == "Nantes"
    assert shown["totals"] == {
        "net": "20.83",
        "vat": "4.17",
        "gross": "25.00",
        "vat_by_rate": [{"rate": "20", "net": "20.83", "vat": "4.17", "gross": "25.00"}],
    }
    assert await history(shop, announced.order_id) == [("storefront", "placed")]


async def test_the_same_command_twice_places_one_order(shop: ShopService) -> None:
    command = place()
    await shop.deliver(command)
    await shop.deliver(command)
    await shop.deliver(command.model_copy())
    await shop.deliver(command.model_copy(update={"by": "another shop front"}))
    assert await shop.announced_types() == ["OrderPlaced"]
    assert await history(shop, command.order_id) == [("storefront", "placed")]


async def test_the_same_order_again_is_answered_as_it_stands_now_even_if_its_price_has_changed(
    shop: ShopService,
) -> None:
    command = place()
    (first,) = await together(shop, command)
    await shop.http.put("/products/LAMP", json=LAMP | {"price": "99"})
    (again,) = await together(shop, command)
    assert isinstance(first, OrderWithContent)
    assert again == first


async def test_another_order_under_the_same_id_is_refused(shop: ShopService) -> None:
    order_id = uuid7()
    twenty_lamps = {"lines": [line(quantity=20, total="250.00")], "totals": totals("208.33", "41.67", "250.00")}
    await shop.deliver(place(order_id))
    await shop.deliver(place(order_id, **twenty_lamps))
    assert await rejections(shop) == [("order-id-reused", f"order_id {order_id} was used for another order")]
    assert (await seen(shop, order_id))["totals"]["gross"] == "25.00"


async def test_of_two_rivals_for_one_id_in_one_transaction_the_first_wins(shop: ShopService) -> None:
    order_id = uuid7()
    first, same, other = await together(shop, place(order_id), place(order_id), place(order_id, reference="X"))
    assert isinstance(first, OrderWithContent)
    assert same == first
    assert isinstance(other, Refused)
    assert await shop.announced_types() == ["OrderPlaced"]


async def test_a_refused_order_may_be_sent_again_once_it_is_right(shop: ShopService) -> None:
    order_id = uuid7()
    await shop.deliver(place(order_id, totals=totals("1", "1", "2")))
    await shop.deliver(place(order_id))
    assert await shop.announced_types() == ["CommandRejected", "OrderPlaced"]


async def test_a_refused_order_does_not_disturb_its_neighbours(shop: ShopService) -> None:
    first, bad, last = place(), place(lines=[line("NOTHING")]), place()
    await shop.deliver(first, bad, last)
    announced = await shop.announced()
    assert [one.number for one in announced if isinstance(one, OrderPlaced)] == ["1001", "1002"]
    (rejected,) = [one for one in announced if isinstance(one, CommandRejected)]
    assert (rejected.order_id, rejected.command) == (bad.order_id, "backshop.orders.PlaceOrder.v1")
    assert (rejected.problem, rejected.detail) == ("unknown-sku", "line 1: no product has the SKU NOTHING")


async def test_a_rejection_names_the_record_it_answers(shop: ShopService) -> None:
    command = place(lines=[line("NOTHING")])
    record = shop.record(command)
    sent_id = dict(record.headers)["ce_id"].decode()
    await shop.deliver_records([record])
    (rejected,) = await shop.announced()
    assert isinstance(rejected, CommandRejected)
    assert rejected.command_id == sent_id


async def test_which_vat_rates_are_verified_depends_on_where_the_shop_is(
    shop: ShopService,
) -> None:
    to_nantes_at_19 = {"lines": [line(vat_rate="19")], "totals": totals("21.01", "3.99", "25.00")}
    await shop.deliver(place(**to_nantes_at_19))
    async with shop.transaction() as tx:
        await save_settings(tx, ShopSettings(shop_country="DE"), expected_version=0, at=now(), by="alice")
    await shop.deliver(place(**to_nantes_at_19))
    assert await shop.announced_types() == ["CommandRejected", "OrderPlaced"]


async def test_an_order_may_come_in_on_hold(shop: ShopService) -> None:
    announced = await placed(shop, order(hold_reason="address to be checked"))
    assert announced.held
    shown = await seen(shop, announced.order_id)
    assert shown["status"] == "on_hold"
    assert (shown["hold"]["state"], shown["hold"]["reason"]) == ("requested", "address to be checked")
    assert await history(shop, announced.order_id) == [("storefront", "placed"), ("storefront", "hold_requested")]


async def test_a_free_order_of_a_course_is_completed_at_once(shop: ShopService) -> None:
    lines = [line("COURSE", 1, "30.00", "0.00", discount="30.00")]
    announced = await placed(shop, course(lines=lines, totals=totals("0", "0", "0")))
    shown = await seen(shop, announced.order_id)
    assert (shown["status"], shown["payment_status"]) == ("completed", "paid")


async def test_an_order_to_pick_up_waits_for_its_payment_first(shop: ShopService) -> None:
    announced = await placed(shop, picked_up())
    assert (await seen(shop, announced.order_id))["status"] == "processing_awaiting_payment"


async def test_sql_and_html_in_every_field_are_stored_and_returned_as_they_are(shop: ShopService) -> None:
    nasty = '\'); DROP TABLE orders; -- <script>alert("1")</script> {{7*7}} ${x} %s é 😀'
    sku = "'; DROP TABLE products; --<b>"
    await shop.post("/products", {"products": [LAMP | {"sku": sku, "title": nasty}]})
    address = dict.fromkeys(("name", "company", "street", "street2", "postal_code", "city", "region"), nasty)
    body = order(
        reference=nasty,
        customer={"reference": nasty, "name": nasty, "phone": nasty, "billing_address": address | {"country": "FR"}},
        lines=[line(sku)],
        shipping={"method": nasty},
        payment={"method": nasty},
        hold_reason=nasty,
    )
    announced = await placed(shop, body)
    shown = await seen(shop, announced.order_id)
    assert shown["reference"] == shown["hold"]["reason"] == shown["lines"][0]["title"] == nasty
    assert shown["lines"][0]["sku"] == sku
    assert shown["customer"] == body["customer"] | {"email": None, "vat_number": None, "delivery_address": None}
    assert (shown["shipping"]["method"], shown["payment"]["method"]) == (nasty, nasty)
    listed = await shop.http.get("/orders", params={"q": nasty})
    assert [one["order_id"] for one in listed.json()["items"]] == [str(announced.order_id)]
    listed = await shop.http.get("/orders", params={"sku": sku})
    assert [one["order_id"] for one in listed.json()["items"]] == [str(announced.order_id)]


async def test_the_largest_order_is_placed(shop: ShopService) -> None:
    await placed(shop, order(lines=[line()] * 2000, totals=totals("41666.67", "8333.33", "50000.00")))


async def test_an_order_whose_event_nobody_could_read_is_refused(shop: ShopService) -> None:
    await shop.http.put("/products/LAMP", json=LAMP | {"title": "字" * 200})
    await shop.deliver(place(lines=[line()] * 2000, totals=totals("41666.67", "8333.33", "50000.00")))
    assert await rejections(shop) == [
        ("order-too-large", "the order has 2000 lines whose texts are too long together; divide it")
    ]


async def test_a_batch_costs_the_same_few_statements_however_many_orders_it_has(shop: ShopService) -> None:
    async def cost(orders: int) -> int:
        commands = [place(customer=ZOE | {"name": f"Zoé {n}"}) for n in range(orders)]
        return await shop.statements_of(lambda tx: place_orders(tx, commands))

    assert await cost(1) == 7  # whose customer is new
    assert await cost(1) == await cost(50) == 6


async def test_ids_need_not_be_of_version_7(shop: ShopService) -> None:
    order_id = UUID("00000000-0000-0000-0000-000000000001")
    await shop.deliver(place(order_id))
    assert (await seen(shop, order_id))["number"] == "1001"
