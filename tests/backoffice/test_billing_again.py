"""Documents and payments that are announced again are heard once, by who had heard them and by who had not."""

from typing import Any

from cli.check import broken_rules
from cli.unheard import list_unheard
from deploy.databases import Databases
from shared.schemas.billing import CreditNoteIssued, InvoiceIssued
from tests.backoffice.services import Services
from tests.backoffice.test_announced_again import a_day, announce, what_counts
from tests.backoffice.test_unheard import credit, lose_events, pay
from tests.support.clock import Clock


async def reverse(shop: Services, order_id: str) -> None:
    await shop.post("billing", f"/orders/{order_id}/payments/reverse", {"reason": "bounced"})


async def much_money(shop: Services, clock: Clock) -> dict[str, str]:
    orders = await a_day(shop, clock)
    for name in ("plain", "shipped", "brought over"):
        await credit(shop, orders[name])
        await credit(shop, orders[name])
    for name in ("plain", "brought over"):
        await pay(shop, orders[name])
        await pay(shop, orders[name])
        await shop.hand_on()
    await reverse(shop, orders["plain"])
    await pay(shop, orders["plain"], amount="7.00", method="cash")
    await shop.hand_on()
    return orders


async def test_who_has_heard_all_of_it_does_nothing_twice(shop: Services, clock: Clock) -> None:
    await much_money(shop, clock)
    before = await what_counts(shop)
    told = await announce(shop, "billing")
    assert told["unreadable"] == []
    assert told["announced"] == {
        "CancellationInvoiceIssued": 1,
        "CreditNoteIssued": 6,
        "InvoiceIssued": 6,
        "InvoicingHeld": 2,
        "NothingToCredit": 1,
        "PaymentRecorded": 6,
        "PaymentReversed": 2,
    }
    for _ in range(2):
        await shop.hand_on()
        assert await what_counts(shop) == before
        clock.pass_by(hours=1)
        await announce(shop, "billing")


async def test_who_has_heard_none_of_it_hears_each_once(shop: Services, clock: Clock, administrator: Databases) -> None:
    order_id = (await shop.place())["order_id"]
    await pay(shop, order_id)
    await credit(shop, order_id)
    await shop.hand_on()
    for _ in range(2):
        await pay(shop, order_id, amount="3.00")
        await credit(shop, order_id)
    await lose_events(shop)
    assert len(await list_unheard(administrator)) == 4
    for _ in range(2):
        await announce(shop, "billing")
        await shop.hand_on()
        order = await shop.get("orders", f"/orders/{order_id}")
        assert (order["paid"], order["credited"]) == ("11.00", "15.00")
        history = (await shop.get("orders", f"/orders/{order_id}/history"))["items"]
        actions = [entry["action"] for entry in history]
        assert [actions.count(one) for one in ("invoiced", "payment_recorded", "credited")] == [1, 3, 3]
        assert await list_unheard(administrator) == []
        clock.pass_by(hours=1)
    broken = {rule for rule, found in (await broken_rules(administrator)).items() if found}
    assert broken == {"no event waits in an outbox"}


async def test_what_is_read_in_one_batch_with_what_was_said_first_counts_once(shop: Services, clock: Clock) -> None:
    order_id = (await shop.place())["order_id"]
    for _ in range(2):
        await pay(shop, order_id)
        await credit(shop, order_id)
    await announce(shop, "billing")
    clock.pass_by(hours=1)
    await credit(shop, order_id)
    await announce(shop, "billing")
    await shop.hand_on()
    order = await shop.get("orders", f"/orders/{order_id}")
    assert (order["paid"], order["credited"]) == ("10.00", "15.00")
    history = (await shop.get("orders", f"/orders/{order_id}/history"))["items"]
    actions = [entry["action"] for entry in history]
    assert [actions.count(one) for one in ("invoiced", "payment_recorded", "credited")] == [1, 2, 3]


async def test_documents_are_told_as_they_were_issued(shop: Services, clock: Clock) -> None:
    await much_money(shop, clock)
    first = [one for one in await shop["billing"].announced() if isinstance(one, InvoiceIssued | CreditNoteIssued)]
    await announce(shop, "billing")
    both = [one for one in await shop["billing"].announced() if isinstance(one, InvoiceIssued | CreditNoteIssued)]
    again = {one.number: one for one in both[len(first) :]}
    assert len(again) == len(first) > 0
    for one in first:
        changes: dict[str, Any] = {"again": True, "sequence": again[one.number].sequence}
        if isinstance(one, CreditNoteIssued):
            changes["by"] = "billing"
        assert again[one.number] == one.model_copy(update=changes)


async def test_what_stands_is_told_too(shop: Services, clock: Clock, administrator: Databases) -> None:
    """A hold, a cancellation with an invoice and one without, goods that are credited before they leave."""
    held, cancelled, credited = [(await shop.place())["order_id"] for _ in range(3)]
    given_up = (await shop.place(hold_reason="gift: ask for the card"))["order_id"]
    (shipment,) = (await shop.get("fulfilment", f"/orders/{credited}"))["shipments"]
    before = shop._handed_on["billing"]
    await shop.post("orders", f"/orders/{held}/hold", {"reason": "address"})
    for order_id in (cancelled, given_up):
        await shop.post("orders", f"/orders/{order_id}/cancel", {"reason": "too late", "notify_customer": False})
    await shop.post(
        "billing",
        "/credit-notes",
        {"order_id": credited, "lines": [{"line_no": 1, "quantity": 1}], "reason": "sold out"},
    )
    await hand_on_but_billing(shop)
    assert len(await shop["billing"].announced()) == before + 4
    for _ in range(2):
        await announce(shop, "billing")
        await shop.hand_on()
        orders = {one: await shop.get("orders", f"/orders/{one}") for one in (held, cancelled, credited, given_up)}
        assert orders[held]["hold"]["state"] == "effective"
        assert all(orders[one]["cancellation"]["settled_at"] for one in (cancelled, given_up))
        assert (orders[cancelled]["credited"], orders[given_up]["credited"]) == ("38.30", "0.00")
        for one, action in (
            (cancelled, "cancellation_invoiced"),
            (given_up, "nothing_to_credit"),
            (credited, "credited"),
        ):
            history = (await shop.get("orders", f"/orders/{one}/history"))["items"]
            assert [entry["action"] for entry in history].count(action) == 1
        (slip,) = (await shop.get("fulfilment", f"/orders/{credited}"))["shipments"]
        assert (
            sum(line["quantity"] for line in slip["lines"]) == sum(line["quantity"] for line in shipment["lines"]) - 1
        )
        clock.pass_by(hours=1)
    assert await list_unheard(administrator) == []


async def hand_on_but_billing(shop: Services) -> None:
    """What others announce reaches billing too, whose own events are lost."""
    for _ in range(4):
        announced = [event for name in shop if name != "billing" for event in await shop._new(name)]
        for reader in shop.values():
            if read := [event for event in announced if type(event) in reader.service.handlers]:
                await reader.deliver(*read)
    await lose_events(shop)
