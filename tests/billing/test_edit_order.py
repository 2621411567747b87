"""An order is edited: it is invoiced as edited, and an invoice that it has is credited in full and replaced."""

from decimal import Decimal
from typing import Any

from services.billing.invariants import CREDITED_AT, CREDITED_IN_FULL_AT, INVARIANTS, INVOICED_LINES, MONEY
from services.billing.usecases.announce_again import read_next_accounts
from shared.messaging.take_back import Outcome
from shared.schemas.billing import CancellationInvoiceIssued, EditedOrderCredited, InvoiceIssued, Invoicing
from shared.schemas.event import Event
from shared.schemas.orders import OrderPlaced
from tests.billing.test_take_back import contents, set_back, take_back
from tests.billing.test_when_invoices_are_made import an_order, invoices_are_made, pay, seen
from tests.support.orders import cancelled, edited, held, placed, resumed
from tests.support.service import ShopService

FOUR: dict[str, Any] = {"lines": {"LAMP": 4}}


async def documents(billing: ShopService, order: OrderPlaced) -> list[tuple[str, str]]:
    return [(one["number"], one["gross"]) for one in (await seen(billing, order))["documents"]]


async def kept(billing: ShopService) -> None:
    """The invariants hold."""
    async with billing.reading() as queries:
        assert [await one.violations(queries.connection) for one in INVARIANTS] == [[] for _ in INVARIANTS]


async def test_an_invoice_is_credited_in_full_and_replaced_by_one_for_all_that_is_ordered_now(
    billing: ShopService,
) -> None:
    order = placed(shipping="4.90")
    await billing.deliver(order, edited(order, lines={"LAMP": 3, "BOOK": 1}, shipping="4.90"))
    assert await documents(billing, order) == [
        ("FA-2026-000001", "29.90"),
        ("AV-2026-000001", "29.90"),
        ("FA-2026-000002", "54.90"),
    ]
    found = await seen(billing, order)
    assert (found["invoiced"], found["credited"], found["charged"], found["due"]) == ("54.90", "0.00", "54.90", "54.90")
    first, credit, second = await billing.announced()
    assert isinstance(first, InvoiceIssued)
    assert isinstance(credit, EditedOrderCredited)
    assert isinstance(second, InvoiceIssued)
    assert (credit.invoice_number, credit.edited, credit.reason, credit.by) == (
        "FA-2026-000001",
        2,
        "Commande modifiée",
        "alice",
    )
    assert [one.sequence for one in (first, credit, second)] == [1, 2, 3]
    assert (first.edited, second.edited, second.totals.gross) == (None, 2, Decimal("54.90"))
    invoice = (await billing.http.get(f"/invoices/{second.invoice_id}")).json()
    assert (invoice["replaces"]["number"], [line["quantity"] for line in invoice["lines"]]) == (
        "FA-2026-000001",
        [3, 1],
    )
    await kept(billing)


async def test_for_comparison_with_orders_what_an_edit_has_replaced_does_not_count(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    credit = {"order_id": str(order.order_id), "lines": [{"line_no": 1, "quantity": 1}]}
    assert (await billing.post("/credit-notes", credit)).is_success
    await billing.deliver(edited(order, **FOUR))
    assert (await billing.post("/credit-notes", credit)).is_success
    async with billing.reading() as queries:
        money = [tuple(row)[1:] for row in await queries.fetch(MONEY)]
        lines = [tuple(row)[1:] for row in await queries.fetch(INVOICED_LINES)]
        credited = [tuple(row)[1:3] for row in await queries.fetch(CREDITED_AT)]
        in_full = await queries.fetch(CREDITED_IN_FULL_AT)
    assert (money, lines) == ([(0, 0, Decimal("12.50"), Decimal("-37.50"))], [(1, 4)])
    assert (credited, in_full) == ([(1, 1)], [])


async def test_the_same_edit_twice_and_an_older_one_change_nothing(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order, edited(order, sequence=3, **FOUR))
    await billing.deliver(edited(order, sequence=3, **FOUR), edited(order, sequence=2, lines={"LAMP": 9}))
    assert len(await documents(billing, order)) == 3
    assert (await seen(billing, order))["charged"] == "50.00"


async def test_an_edit_that_comes_before_the_placement_counts(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(edited(order, **FOUR))
    await billing.deliver(order)
    assert await documents(billing, order) == [("FA-2026-000001", "50.00")]
    assert [one.edited for one in await billing.announced() if isinstance(one, InvoiceIssued)] == [2]


async def test_what_waits_for_its_invoice_is_invoiced_as_edited_once_its_payment_is_all_of_it(
    billing: ShopService,
) -> None:
    order = await an_order(billing, Invoicing.ON_PAYMENT)
    await pay(billing, order, "12.50")
    await billing.deliver(edited(order, lines={"LAMP": 3}))
    assert (await documents(billing, order), (await seen(billing, order))["due"]) == ([], "25.00")
    await billing.deliver(edited(order, sequence=3, lines={"LAMP": 1}))
    assert await documents(billing, order) == [("FA-2026-000001", "12.50")]
    by_hand = await an_order(billing, Invoicing.BY_HAND, number="1002")
    await billing.deliver(edited(by_hand, number="1002", **FOUR))
    assert (await documents(billing, by_hand), (await seen(billing, by_hand))["state"]) == ([], "waiting")


async def test_the_payments_settle_the_new_invoice_and_what_is_too_much_is_owed(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await pay(billing, order)
    await billing.deliver(edited(order, **FOUR))
    assert (await seen(billing, order))["due"] == "25.00"
    await billing.deliver(edited(order, sequence=3, lines={"LAMP": 1}))
    found = await seen(billing, order)
    assert (found["due"], found["to_refund"], found["payment_state"]) == ("0.00", "12.50", "overpaid")
    assert [one["state"] for one in found["documents"] if one["kind"] == "invoice"] == ["credited", "credited", "paid"]
    await kept(billing)


async def test_on_hold_the_invoice_is_replaced_once_the_order_is_resumed(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order, held(order), edited(order, sequence=3, **FOUR))
    found = await seen(billing, order)
    assert (len(found["documents"]), found["charged"], "credit" in found["may"]) == (1, "50.00", False)
    refused = await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "5.00"})
    assert refused.json()["type"].rpartition("/")[2] == "edit-waits"
    await kept(billing)
    await billing.deliver(resumed(order, sequence=4))
    assert [number for number, _ in await documents(billing, order)] == [
        "FA-2026-000001",
        "AV-2026-000001",
        "FA-2026-000002",
    ]


async def test_a_cancellation_credits_the_new_invoice_and_an_edit_after_it_does_nothing(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order, edited(order, **FOUR), cancelled(order, sequence=3), edited(order, sequence=4, **FOUR))
    assert (await documents(billing, order))[3:] == [("AV-2026-000002", "50.00")]
    assert (await seen(billing, order))["balance"] == "0.00"
    await kept(billing)


async def test_an_order_cancelled_on_hold_gives_back_its_invoice_that_the_edit_has_not_reached(
    billing: ShopService,
) -> None:
    order, credited = placed(), placed(number="1002")
    await billing.deliver(order, credited)
    credit = {"order_id": str(credited.order_id), "lines": [{"line_no": 1, "quantity": 1}]}
    assert (await billing.post("/credit-notes", credit)).is_success
    for one in (order, credited):
        edit = edited(one, sequence=3, number=one.number, **FOUR)
        await billing.deliver(held(one), edit, cancelled(one, sequence=4))
        found = await seen(billing, one)
        assert (found["invoiced"], found["credited"], found["balance"]) == ("25.00", "25.00", "0.00")
    told = [one for one in await billing.announced() if isinstance(one, CancellationInvoiceIssued)]
    assert [(one.totals.gross, one.credited) for one in told] == [
        (Decimal("25.00"), Decimal("25.00")),
        (Decimal("12.50"), Decimal("25.00")),  # the credit of before the edit counts
    ]
    async with billing.reading() as queries:
        money = [tuple(row)[1:] for row in await queries.fetch(MONEY)]
    assert money == [(0, 0, Decimal("25.00"), 0)] * 2
    await kept(billing)


async def test_a_credit_of_before_the_edit_counts_no_more_and_what_it_left_is_credited(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    credit = {"order_id": str(order.order_id), "lines": [{"line_no": 1, "quantity": 1}]}
    assert (await billing.post("/credit-notes", credit)).is_success
    await billing.deliver(edited(order, **FOUR))
    assert await documents(billing, order) == [
        ("FA-2026-000001", "25.00"),
        ("AV-2026-000001", "12.50"),
        ("AV-2026-000002", "12.50"),
        ("FA-2026-000002", "50.00"),
    ]
    found = await seen(billing, order)
    assert (found["credited"], found["charged"], found["units_credited"]) == ("0.00", "50.00", [])
    assert (await billing.post("/credit-notes", credit)).is_success
    assert (await seen(billing, order))["units_credited"] == [{"line_no": 1, "quantity": 1}]
    assert [getattr(one, "edited", None) for one in (await billing.announced())[-1:]] == [2]


async def test_documents_of_an_edit_are_taken_back_and_told_again_as_they_were(billing: ShopService) -> None:
    order, waiting = placed(), await an_order(billing, Invoicing.BY_HAND, number="1002")
    read = [waiting, edited(waiting, number="1002", **FOUR), order, edited(order, **FOUR), edited(order, sequence=3)]
    await invoices_are_made(billing, Invoicing.ON_PLACEMENT)
    await billing.deliver(*read[1:])
    assert (await billing.post(f"/orders/{waiting.order_id}/invoice")).is_success
    before, told = await contents(billing), await billing.announced()
    async with billing.transaction() as tx:
        again = (await read_next_accounts(tx, None, None)).events
    assert sorted(map(_facts, again)) == sorted(_facts(one) for one in told if not _is_awaited(one))
    await set_back(billing)
    verdicts = await take_back(billing, list(reversed(told)), read)
    assert {one.outcome for one in verdicts} == {Outcome.TAKEN, Outcome.COMES_AGAIN}
    assert await contents(billing) == before
    await billing.deliver(*read)
    assert (await contents(billing))["documents"] == before["documents"]
    await kept(billing)


def _facts(event: Event) -> str:
    return f"{type(event).__name__} {event.model_dump(exclude={'again', 'sequence', 'by'})}"


def _is_awaited(event: Event) -> bool:
    return type(event).__name__ == "InvoiceAwaited"


async def test_what_an_edit_makes_of_documents_and_money_is_told_before_and_is_what_it_does(
    billing: ShopService,
) -> None:
    order, waiting = placed(), await an_order(billing, Invoicing.ON_PAYMENT, number="1002")
    await invoices_are_made(billing, Invoicing.ON_PLACEMENT)
    await billing.deliver(order)
    await pay(billing, order)

    async def preview(of: OrderPlaced, gross: str) -> Any:
        answer = await billing.http.get(f"/orders/{of.order_id}/edit-preview", params={"gross": gross})
        assert answer.status_code == 200, answer.text
        return answer.json()

    shown = await preview(order, "50")
    assert shown["credits"] == [{"invoice_number": "FA-2026-000001", "gross": "25.00"}]
    assert (shown["gross"], shown["waits_for"], shown["due"], shown["balance"]) == ("50.00", None, "25.00", "-25.00")
    assert ((await preview(waiting, "50"))["credits"], (await preview(waiting, "50"))["waits_for"]) == ([], "payment")
    await billing.deliver(edited(order, **FOUR))
    found = await seen(billing, order)
    assert (found["due"], found["balance"]) == (shown["due"], shown["balance"])
    assert [gross for _, gross in await documents(billing, order)] == ["25.00", "25.00", "50.00"]
    await billing.deliver(held(order, sequence=3))
    assert (await preview(order, "60.00"))["waits_for"] == "resumption"
