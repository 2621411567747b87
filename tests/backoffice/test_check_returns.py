"""What `backshop check` says of returns and withdrawals that do not agree with what others carried out."""

from cli.check import broken_rules
from deploy.databases import Databases
from tests.backoffice.services import Services
from tests.backoffice.test_check import worked_on

NUMBERS = "each order has a number of its own, the same in every service"
BACK = "no returns of one parcel expect more of a line than was in it"
CARRIED_OUT = "what a return says is credited, refunded or back in stock is so, once, and nothing else is"
NO_FEE = "no fee is kept of a withdrawal"


async def test_what_is_declared_of_orders_that_nobody_knows_is_the_number_of_none(
    shop: Services, administrator: Databases
) -> None:
    said = {"name": "Zoé Martin", "email": "zoe@example.org", "language": "fr"}
    for number in ((await worked_on(shop))["number"], "1039", "1040"):
        await shop.post("returns", "/withdrawals", said | {"order_number": number})
    await shop.hand_on()
    assert (await broken_rules(administrator))[NUMBERS] == []


AS_HEARD = "withdrawals are as they were when their receipts were written"
FORGED = """
GRANT UPDATE, DELETE ON withdrawals TO CURRENT_USER;
ALTER TABLE withdrawals DISABLE TRIGGER withdrawals_never_change;
UPDATE withdrawals SET reason = 'forged';
UPDATE withdrawals SET hash = sha256(digest_of(withdrawals));
UPDATE withdrawal_book SET last_hash = (SELECT hash FROM withdrawals);
"""
GONE = """
GRANT UPDATE, DELETE ON withdrawals TO CURRENT_USER;
ALTER TABLE withdrawals DISABLE TRIGGER withdrawals_never_change;
DELETE FROM withdrawal_cases; DELETE FROM withdrawals; DELETE FROM withdrawal_book;
"""
SLIPPED_IN = """
INSERT INTO withdrawals (withdrawal_id, received_at, way, order_number, name, language, by, said)
VALUES ('01990000-0000-7000-8000-000000000001', now(), 'letter', '7', 'Eve', 'fr', 'eve', '\\x00');
INSERT INTO withdrawal_cases (withdrawal_id, state) VALUES ('01990000-0000-7000-8000-000000000001', 'to_match');
"""


async def test_whoever_forges_a_withdrawal_as_the_owner_of_its_table_is_found_out_by_its_receipt(
    shop: Services, administrator: Databases
) -> None:
    placed = await shop.place()
    said = {"name": "Zoé Martin", "email": "zoe@example.org", "language": "fr", "reason": "too blue"}
    await shop.post("returns", f"/orders/{placed['order_id']}/withdrawals", said)
    await shop.hand_on()
    rules = await broken_rules(administrator)
    assert rules[AS_HEARD] == rules["withdrawals are as they were declared"] == []
    (one,) = await administrator["returns"].fetch("SELECT withdrawal_id FROM withdrawals")
    for forged, told in (
        (FORGED, f"withdrawal {one[0]} is not as it was declared"),
        (GONE, f"withdrawal {one[0]} was declared, and is not there"),
        (SLIPPED_IN, "withdrawal 01990000-0000-7000-8000-000000000001 is there, and its receipt is not"),
    ):
        undone = administrator["returns"].transaction()
        await undone.start()
        async with shop["returns"].transaction() as tx:
            owner = await tx.fetchval("SELECT current_user")
        as_the_service = f"SET LOCAL session_replication_role = 'origin'; SET LOCAL ROLE {owner}; {forged}; RESET ROLE"
        await administrator["returns"].execute(as_the_service)
        rules = await broken_rules(administrator)
        assert (rules[AS_HEARD], rules["withdrawals are as they were declared"]) == ([told], [])
        await undone.rollback()


async def test_returns_that_expect_more_than_their_parcel_had_are_named(
    shop: Services, administrator: Databases
) -> None:
    order_id = (await shop.place())["order_id"]
    (slip,) = (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
    await shop.post("orders", f"/orders/{order_id}/cancel", {"reason": "wrong"})
    await shop.post("fulfilment", f"/shipments/{slip['shipment_id']}/ship")
    await shop.hand_on()
    assert (await broken_rules(administrator))[BACK] == []
    returns = administrator["returns"]
    await returns.execute("UPDATE returns SET lines = jsonb_set(lines, '{0,quantity}', '9')")
    shipment = await returns.fetchval("SELECT shipment_id FROM returns")
    assert (await broken_rules(administrator))[BACK] == [f"line 1 of shipment {shipment}: RE-000001 expect 9 of 2 back"]


async def brought_back(shop: Services) -> str:
    """Of two lamps one is in stock again, credited and refunded: 10.87 of 12.50, as 5.00 was credited of all before."""
    order_id = (await worked_on(shop))["order"]
    of_order = f"/orders/{order_id}/returns"
    opened = await shop.post("returns", of_order, {"lines": [{"line_no": 1, "quantity": 1}]})
    back = {"lines": [{"line_no": 1, "quantity": 1, "disposition": "restock"}]}
    for what, body in (("receive", back), ("credit", {}), ("refund", {"method": "card", "succeeded": True})):
        await shop.post("returns", f"/returns/{opened['return_id']}/{what}", body)
        await shop.hand_on()
    return order_id


async def test_what_a_return_says_is_done_and_is_not_is_named_and_so_is_what_it_does_not_say(
    shop: Services, administrator: Databases
) -> None:
    order_id = await brought_back(shop)
    restock, credit, refund = [
        row[0] for row in await administrator["returns"].fetch("SELECT decision_id FROM return_decisions ORDER BY 1")
    ]
    assert (await broken_rules(administrator))[CARRIED_OUT] == []
    await administrator["fulfilment"].execute("UPDATE orders SET credits = NULL")
    await administrator["returns"].execute("UPDATE return_decisions SET amount = 12 WHERE kind = 'credit'")
    await administrator["returns"].execute("UPDATE return_decisions SET state = 'asked' WHERE kind = 'refund'")
    assert (await broken_rules(administrator))[CARRIED_OUT] == [
        f"return RE-000001: restock {restock} is done, fulfilment knows of none",
        f"return RE-000001: credit {credit} is over 12, billing has 10.87",
        f"refund {refund} of order {order_id} was carried out, and no return says that it is done",
    ]
    await administrator["returns"].execute("UPDATE return_decisions SET state = 'asked' WHERE kind = 'restock'")
    assert (await broken_rules(administrator))[CARRIED_OUT][0] == (
        f"return RE-000001: restock {restock} was asked, and fulfilment has not answered"
    )


async def test_a_fee_that_is_kept_of_a_withdrawal_is_named(shop: Services, administrator: Databases) -> None:
    await brought_back(shop)
    assert (await broken_rules(administrator))[NO_FEE] == []
    await administrator["returns"].execute("UPDATE returns SET origin = 'withdrawal'")
    await administrator["returns"].execute(
        "UPDATE return_decisions SET terms = terms || '{\"postage\": \"2.50\"}' WHERE kind = 'credit'"
    )
    assert (await broken_rules(administrator))[NO_FEE] == ["return RE-000001"]
