"""What `backshop check` says where services do not agree, as after one of them was restored from an old dump."""

import pytest

from cli.check import broken_rules
from tests.backoffice.conftest import Databases
from tests.backoffice.services import Services

MONEY = "what is owed to and by each customer is what billing has charged and been paid"
PARCELS = "orders show as shipped what fulfilment has shipped"
ANNOUNCED = "every document, slip and return is in the history of its order, and every one named there exists"
NUMBERS = "each order has a number of its own, the same in every service"
AHEAD = "no document is dated ahead"


async def worked_on(shop: Services) -> dict[str, str]:
    """Paid, shipped, credited in part: by name, what the texts below are filled with."""
    order = await shop.place()
    order_id = order["order_id"]
    await shop.post("billing", f"/orders/{order_id}/payments", {})
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    credit = {"order_id": order_id, "amount": "5.00", "reason": "goodwill"}
    credit_note = await shop.post("billing", "/credit-notes", credit)
    (invoice,) = (await shop.get("billing", "/invoices", order_id=order_id))["items"]
    await shop.hand_on()
    documents = {"invoice": invoice["number"], "credit_note": credit_note["number"]}
    return {"order": order_id, "number": order["number"], **documents}


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
