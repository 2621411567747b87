"""What `backshop check` says where services do not agree, as after one of them was restored from an old dump."""

import pytest

from cli.check import UNDECIDED, Checked, broken_rules, look_again
from cli.looks import Begun, about, still
from deploy.databases import Databases
from tests.backoffice.services import Services
from tests.support.bodies import order

MONEY = "what is owed to and by each customer is what billing has charged and been paid"
PARCELS = "orders show as shipped what fulfilment has shipped"
ANNOUNCED = "every document, slip and return is in the history of its order, and every one named there exists"
NUMBERS = "each order has a number of its own, the same in every service"
PLACED = "billing has each order as it was placed"
PENDING = "payments are pending where orders was told of them, and as it was"
AHEAD = "no document is dated ahead"
OUTBOX = "no event waits in an outbox"
REACHED = "every order and cancellation has reached every service"
NOTHING_LEFT = Begun("", {}, dict.fromkeys(("orders", "billing", "fulfilment", "returns", "notifier"), 0))


async def worked_on(shop: Services) -> dict[str, str]:
    """Paid, shipped, credited in part: by name, what the texts below are filled with."""
    placed = await shop.place()
    order_id = placed["order_id"]
    await shop.post("billing", f"/orders/{order_id}/payments", {})
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    credit = {"order_id": order_id, "amount": "5.00", "reason": "goodwill"}
    credit_note = await shop.post("billing", "/credit-notes", credit)
    (invoice,) = (await shop.get("billing", "/invoices", order_id=order_id))["items"]
    await shop.hand_on()
    documents = {"invoice": invoice["number"], "credit_note": credit_note["number"]}
    return {"order": order_id, "number": placed["number"], **documents}


async def test_a_shop_that_works_agrees(shop: Services, administrator: Databases) -> None:
    await worked_on(shop)
    broken = {rule for rule, found in (await broken_rules(administrator)).items() if found}
    assert broken == {"no event waits in an outbox"}  # no relay runs here


@pytest.mark.parametrize(
    ("service", "change", "rule", "said"),
    [
        ("billing", "DELETE FROM ledger", MONEY, "order {number} shows 38.30 paid, billing has 0"),
        (
            "billing",
            "DELETE FROM documents WHERE kind = 'credit_note'",
            MONEY,
            "order {number} shows 5.00 credited, billing has 0",
        ),
        (
            "fulfilment",
            "UPDATE shipments SET state = 'ready', shipped_at = NULL, shipped_by = NULL",
            PARCELS,
            "order {number} shows fully as shipped, 0 of its parcels have left and 1 are here",
        ),
        (
            "orders",
            "UPDATE orders SET shipped = 'nothing'",
            PARCELS,
            "order {number} shows nothing as shipped, 1 of its parcels have left and 0 are here",
        ),
        (
            "billing",
            "DELETE FROM documents WHERE kind = 'credit_note'",
            ANNOUNCED,
            "{credit_note} of order {order} was announced and is not there",
        ),
        (
            "billing",
            "UPDATE documents SET gross = 12.00, net = 12.00, vat = 0 WHERE kind = 'credit_note'",
            ANNOUNCED,
            "{credit_note} of order {order} was announced over 5.00, it is over 12.00",
        ),
        (
            "orders",
            "DELETE FROM history WHERE action = 'slip_created'",
            ANNOUNCED,
            "BE-000001 of order {order} is in no history",
        ),
        (
            "orders",
            "UPDATE orders SET order_id = '01990000-0000-7000-8000-000000000001'",
            NUMBERS,
            "{number} is the number of orders 01990000-0000-7000-8000-000000000001, {order}",
        ),
        (
            "billing",
            "UPDATE orders SET number = '9999'",
            NUMBERS,
            "order {order} is {number} and 9999",
        ),
        (
            "billing",
            "UPDATE orders SET gross = 12.00",
            PLACED,
            "order {number}: the total is 38.30, billing has 12.00",
        ),
        (
            "billing",
            "UPDATE orders SET state = 'waiting', placed = '{}', invoicing = 'by_hand'",
            PLACED,
            "order {number}: an invoice by hand that is awaited is False, billing has True",
        ),
        (
            "billing",
            "UPDATE documents SET issued_at = '2099-01-01 00:00+00' WHERE kind = 'invoice'",
            AHEAD,
            "{invoice} is dated 2099-01-01 00:00:00+00",
        ),
    ],
)
async def test_what_does_not_agree_is_named(
    shop: Services, administrator: Databases, service: str, change: str, rule: str, said: str
) -> None:
    facts = await worked_on(shop)
    await administrator[service].execute(change)
    assert said.format_map(facts) in (await broken_rules(administrator))[rule]


@pytest.mark.parametrize(
    ("change", "billing_has"),
    [
        ("DELETE FROM pending_payments", "no payment"),
        ("UPDATE pending_payments SET amount = 1.00", "{entry} 1.00 EUR card TX-1 {by}"),
        ("UPDATE pending_payments SET reference = NULL, by = 'nobody'", "{entry} 38.30 EUR card nobody"),
    ],
)
async def test_a_pending_payment_that_was_altered_or_taken_away_is_named(
    shop: Services, administrator: Databases, change: str, billing_has: str
) -> None:
    order_id = (await shop.place())["order_id"]
    await shop.post("billing", f"/orders/{order_id}/payments/expect", {"method": "card", "reference": "TX-1"})
    await shop.hand_on()
    entry, by = await administrator["billing"].fetchrow("SELECT entry_id, by FROM pending_payments")
    assert (await broken_rules(administrator))[PENDING] == []
    await administrator["billing"].execute(change)
    assert (await broken_rules(administrator))[PENDING] == [
        f"order {order_id}: {entry} 38.30 EUR card TX-1 {by} is pending,"
        f" billing has {billing_has.format(entry=entry, by=by)}"
    ]


async def test_what_is_under_way_at_each_look_is_no_failure(shop: Services, administrator: Databases) -> None:
    await shop.post("orders", "/orders", order())

    async def one_more() -> None:
        await shop.hand_on()
        await shop.post("orders", "/orders", order())

    assert (await broken_rules(administrator))[REACHED]
    found = await look_again(administrator, NOTHING_LEFT, wait_s=0, between=one_more)
    assert (await broken_rules(administrator))[REACHED]  # of the order that came since
    assert {rule for rule, violations in found.violations.items() if violations} == {OUTBOX}
    assert found.under_way[REACHED] == 4


async def test_what_stands_is_a_failure_though_the_shop_works_and_its_figures_move(
    shop: Services, administrator: Databases
) -> None:
    facts = await worked_on(shop)
    await administrator["billing"].execute("DELETE FROM ledger")

    async def more_is_paid() -> None:
        await administrator["orders"].execute("UPDATE orders SET paid = 40.00")

    found = await look_again(administrator, NOTHING_LEFT, wait_s=0, between=more_is_paid)
    assert found.violations[MONEY][0] == f"order {facts['number']} shows 40.00 paid, billing has 0"
    assert found.violations[REACHED] == []
    assert found.code == 1


def test_where_a_service_is_behind_what_others_did_is_not_decided_and_what_is_its_own_is() -> None:
    behind = ["billing has not applied 12 records yet"]
    other = {REACHED: ["billing does not know order 1"], AHEAD: []}
    assert Checked(other, {}, behind).code == UNDECIDED
    assert Checked(other, {}, []).code == 1
    assert Checked(other | {AHEAD: ["FA-2026-000001 is dated 2099"]}, {}, behind).code == 1
    assert Checked({REACHED: [], AHEAD: []}, {}, behind).code == 0


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("LAMP: 3 allocated, open slips hold 2", "LAMP: 4 allocated, open slips hold 3", True),
        ("LAMP: 3 allocated, open slips hold 2", "SOFA: 3 allocated, open slips hold 2", False),
        ("order 7 shows 3.00 paid, billing has 0", "order 7 shows 4.00 paid, billing has 1.00", True),
        ("order 7 shows 3.00 paid, billing has 0", "order 7 shows 3.00 credited, billing has 0", False),
        ("order 7 shows 3.00 paid, billing has 0", "order 8 shows 3.00 paid, billing has 0", False),
        ("billing does not know order 7", "fulfilment does not know order 7", False),
        ("billing: cancellation of order 7", "billing: cancellation of order 8", False),
        ("events wait since 2026-03-02 10:00:00+00: 3", "events wait since 2026-03-02 10:00:00+00: 9", True),
        ("FA-2026-000001 has 10.00 left", "FA-2026-000001 has 12.00 left", True),
        ("FA-2026-000001 has 10.00 left", "FA-2026-000002 has 10.00 left", False),
        ("order 7 shows fully as shipped, 2 of its", "order 7 shows fully as shipped, 3 of its", True),
        ("line 1 of order 7: 3 invoiced, 2 ordered", "line 2 of order 7: 3 invoiced, 2 ordered", False),
        ("events wait since 2026-03-02 10:00:00+00: 3", "events wait since 2026-03-02 10:00:01+00: 3", False),
    ],
)
def test_a_violation_is_known_by_what_it_is_about(first: str, second: str, same: bool) -> None:
    assert (about(first) == about(second)) is same
    assert still({"rule": [first]}, {"rule": [second], "other": [first]}) == {
        "rule": [second] if same else [],
        "other": [],
    }
