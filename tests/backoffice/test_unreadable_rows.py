"""A row that cannot be read is named, and everything beside it is served; what was accepted once stays readable."""

from typing import Any

from cli.check import broken_rules, find_unreadable
from deploy.databases import Databases
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.clock import Clock
from tests.support.languages import Says, in_one


async def test_every_row_of_a_shop_that_works_is_read(shop: Services, administrator: Databases) -> None:
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await shop.post("orders", f"/orders/{order['order_id']}/cancel", {"notify_customer": True})
    await shop.hand_on()
    assert await find_unreadable(administrator) == []


RUINED = [
    ("orders", "history", "action = 'sent_to_the_moon'"),
    ("orders", "order_contents", "content = content - 'lines'"),
    ("orders", "settings", 'value = \'{"shop_country": "Atlantis"}\''),
    ("billing", "documents", "document = jsonb_set(document, '{totals,gross}', '\"much\"')"),
    ("billing", "ledger", "amount = 'NaN'"),
    ("fulfilment", "shipments", "lines = '{}'"),
    ("returns", "orders", "lines = '[{\"sku\": 1}]'"),
]


async def test_check_names_each_row_that_cannot_be_read(shop: Services, administrator: Databases) -> None:
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await administrator["orders"].execute(
        "INSERT INTO settings (name, version, value, changed_at, changed_by, hash)"
        " VALUES ('shop', 1, '{}', now(), 'alice', '')"
    )
    for service, table, change in RUINED:
        await administrator[service].execute(f"UPDATE {table} SET {change}")  # noqa: S608
    found = await find_unreadable(administrator)
    assert sorted({one.rpartition(": ")[0].rpartition(" ")[0] for one in found}) == sorted(
        {f"{service}: {table}" for service, table, _ in RUINED}
    )
    assert f"orders: order_contents {order['number']}: lines is missing" in found
    told = await broken_rules(administrator)
    assert any("cannot be told" in one for found in told.values() for one in found)
    assert (await shop.get("orders", "/orders"))["items"][0]["order_id"] == order["order_id"]
    history = await shop.get("orders", f"/orders/{order['order_id']}/history")
    assert (history["items"], {row["why"] for row in history["unreadable"]}) == ([], {"its action is not known"})


async def test_a_table_that_nothing_reads_is_named(administrator: Databases) -> None:
    await administrator["returns"].execute("CREATE TABLE forgotten ()")
    try:
        assert await find_unreadable(administrator) == ["returns: nothing reads the table forgotten"]
    finally:
        await administrator["returns"].execute("DROP TABLE forgotten")


async def test_one_bad_document_leaves_the_others_in_the_list(shop: Services, administrator: Databases) -> None:
    bad, good = await shop.place(), await shop.place()
    await administrator["billing"].execute(
        "UPDATE documents SET document = jsonb_set(document, '{lines,0,quantity}', '\"many\"') WHERE order_id = $1",
        bad["order_id"],
    )
    listed: dict[str, Any] = await shop.get("billing", "/invoices")
    assert [invoice["order_id"] for invoice in listed["items"]] == [good["order_id"]]
    assert [row["row"] for row in listed["unreadable"]] == ["document FA-2026-000001"]
    page = await shop.get("billing", "/invoices", limit=1)
    rest = await shop.get("billing", "/invoices", limit=1, after=page["next"])
    assert ([len(page["items"]), rest["items"], rest["next"]]) == [1, [], None]
    assert "unreadable" not in page


@in_one("fr")
async def test_one_bad_order_leaves_the_others_in_the_list(
    shop: Services, administrator: Databases, seat: Seat, language: str, says: Says
) -> None:
    first, bad, last = [await shop.place() for _ in range(3)]
    await administrator["orders"].execute(
        "UPDATE order_contents SET content = jsonb_set(content, '{lines,0,quantity}', '\"many\"') WHERE order_id = $1",
        bad["order_id"],
    )
    page = await (await seat("read_only", language)).goto("/orders")
    shown = [row.attributes["id"] for row in page.all("#orders tbody tr")]
    assert shown == [f"order-{last['order_id']}", f"order-{first['order_id']}"]
    assert page.text(".callout.bad").endswith(f"order {bad['number']}")
    beside = await shop.get("orders", f"/orders/{first['order_id']}/neighbours")
    assert beside["newer"]["order_id"] == last["order_id"]


@in_one("en")
async def test_the_page_of_its_order_says_so_in_one_area(
    shop: Services, administrator: Databases, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await administrator["billing"].execute("UPDATE documents SET document = document - 'totals'")
    page = await (await seat("read_only", language)).goto(f"/orders/{order['order_id']}")
    assert "backshop check" in page.text("#payment")
    assert order["number"] in page.text("h1")


async def test_what_was_stored_before_a_rule_was_made_stricter_is_still_shown(
    shop: Services, administrator: Databases
) -> None:
    order = await shop.place()
    await administrator["billing"].execute(
        "UPDATE documents SET document = jsonb_set(jsonb_set(document,"
        " '{lines,0,discount}', '\"123456789012.00\"'), '{customer,email}', '\"no address\"')"
    )
    await administrator["orders"].execute(
        "UPDATE order_contents SET content = jsonb_set(content, '{lines_total}', '\"12345678901.00\"')"
    )
    (invoice,) = (await shop.get("billing", "/invoices"))["items"]
    assert (invoice["lines"][0]["discount"], invoice["customer"]["email"]) == ("123456789012.00", "no address")
    assert (await shop.get("orders", f"/orders/{order['order_id']}"))["lines_total"] == "12345678901.00"
    assert await find_unreadable(administrator) == []


async def test_an_order_credited_in_full_ships_nothing_and_check_names_one_that_would(
    shop: Services, administrator: Databases
) -> None:
    rule = "what was credited before it left does not leave"
    order = await shop.place()
    order_id = order["order_id"]
    invoiced = (await shop.get("billing", f"/orders/{order_id}"))["invoiced"]
    await shop.post(
        "billing", "/credit-notes", {"order_id": order_id, "amount": invoiced, "reason": "not made any more"}
    )
    await shop.hand_on()
    seen = await shop.get("orders", f"/orders/{order_id}")
    assert (seen["status"], seen["payment_status"], seen["still_ships"]) == ("completed", "paid", False)
    assert (await broken_rules(administrator))[rule] == []
    await administrator["fulfilment"].execute("UPDATE shipments SET state = 'ready'")
    assert (await broken_rules(administrator))[rule] != []


@in_one("fr")
async def test_goods_that_leave_in_the_moment_of_their_credit_come_back_and_check_names_those_without_a_return(
    shop: Services, administrator: Databases, seat: Seat, clock: Clock, language: str, says: Says
) -> None:
    rule = "goods that left after they were credited have a return"
    order = await shop.place()
    order_id = order["order_id"]
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
    ordered = {line["line_no"]: line for line in shipment["lines"]}
    credit = {"order_id": order_id, "lines": [{"line_no": 1, "quantity": 1}], "reason": "not made any more"}
    await shop.post("billing", "/credit-notes", credit)
    clock.pass_by(seconds=1)
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    await shop.hand_on()
    assert (await broken_rules(administrator))[rule] == []
    page = await (await seat("read_only", language)).goto(f"/orders/{order_id}")
    assert f"1 × {ordered[1]['sku']}" in page.text("#history")
    assert "Retour RE-000001 Approuvé 1 × LAMP Les articles étaient déjà crédités" in page.text("#returns")
    await administrator["returns"].execute("DELETE FROM returns")
    assert (await broken_rules(administrator))[rule] == [
        f"1 of {ordered[1]['sku']} of order {order_id} left after they were credited, and no return is there for them"
    ]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/unship", {"reason": "still here"})
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    clock.pass_by(seconds=1)
    await shop.post("billing", "/credit-notes", credit)  # after it left, as is usual
    await shop.hand_on()
    assert (await broken_rules(administrator))[rule] == []
