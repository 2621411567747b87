"""Billing, set back to before all this, takes its documents and payments in again as they were issued."""

from collections.abc import Sequence
from typing import Any

from services.billing.settings import InvoiceSettings, SellerSettings
from services.billing.usecases.take_back import TAKE_BACK
from shared.clock import now
from shared.messaging.take_back import Outcome, Unknown, Verdict
from shared.schemas.billing import CreditNoteIssued, InvoiceIssued, Invoicing, PaymentReversed
from shared.schemas.event import Event
from shared.stored_settings import save_settings
from tests.support.clock import Clock
from tests.support.orders import cancelled, held, placed, resumed
from tests.support.service import ShopService, empty

EVERYTHING = {
    "documents": "SELECT document_id, number, document, hash, position, issued_at, issued_on FROM documents"
    " ORDER BY series, position",
    "ledger": "SELECT * FROM ledger ORDER BY entry_id",
    "series": "SELECT series, year, last_position, last_hash FROM series ORDER BY series, year",
    "orders": "SELECT order_id, state, number, gross, version FROM orders ORDER BY order_id",
}


async def set_back(billing: ShopService) -> None:
    """To before all."""
    await empty(billing.database)
    billing._positions.clear()


async def contents(billing: ShopService) -> dict[str, list[Any]]:
    async with billing.reading() as queries:
        return {name: [dict(row) for row in await queries.fetch(sql)] for name, sql in EVERYTHING.items()}


async def take_back(
    billing: ShopService, events: Sequence[Event], needed: Sequence[Event], *, accept: bool = False
) -> Sequence[Verdict]:
    async with billing.database.transaction(taking_back=True) as tx:
        return await TAKE_BACK.take(tx, Unknown(events, needed, accept))


async def invoices_are_made(billing: ShopService, when: Invoicing) -> None:
    async with billing.transaction() as tx:
        await save_settings(tx, InvoiceSettings(invoicing=when), expected_version=0, at=now(), by="alice")


async def a_day(billing: ShopService, clock: Clock) -> list[Event]:
    """Four orders: paid and reversed and paid again; credited in part; cancelled after a credit note; held first."""
    paid, credited, gone = (
        placed(number="1"),
        placed(number="2", lines={"LAMP": 3}, shipping="4.90"),
        placed(number="3", lines={"LAMP": 3}, shipping="4.90"),
    )
    late = placed(number="4", held=True)
    await billing.deliver(paid)
    clock.pass_by(minutes=1)
    await billing.deliver(credited, gone, late)
    payments = f"/orders/{paid.order_id}/payments"
    assert (await billing.post(payments, {"method": "card", "reference": "T-1"})).is_success
    clock.pass_by(minutes=1)
    assert (await billing.post(f"{payments}/reverse", {"reason": "bounced"})).is_success
    assert (await billing.post(payments, {"method": "transfer", "reference": "T-2"})).is_success
    for order in (credited, gone):
        body: dict[str, Any] = {
            "order_id": str(order.order_id),
            "lines": [{"line_no": 1, "quantity": 1, "restock": True}],
        }
        body["shipping"] = True
        answer = await billing.post("/credit-notes", body | {"reason": "scratched", "reference": f"R-{order.number}"})
        assert answer.is_success, answer.text
    gone_for_good = cancelled(gone)
    back = resumed(late)
    await billing.deliver(gone_for_good, back)
    return [paid, credited, gone, late, gone_for_good, back]


async def test_all_is_taken_in_as_it_was_issued(billing: ShopService, clock: Clock) -> None:
    heard = await a_day(billing, clock)
    before, announced = await contents(billing), await billing.announced()
    await set_back(billing)
    verdicts = await take_back(billing, list(reversed(announced)), heard)
    assert {verdict.outcome for verdict in verdicts} == {Outcome.TAKEN, Outcome.COMES_AGAIN}
    assert await contents(billing) == before
    again = await take_back(billing, announced, heard)
    assert {verdict.outcome for verdict in again} == {Outcome.THERE, Outcome.COMES_AGAIN}
    assert await contents(billing) == before


async def test_what_is_read_again_afterwards_makes_no_second_document(billing: ShopService, clock: Clock) -> None:
    heard = await a_day(billing, clock)
    announced = await billing.announced()
    await set_back(billing)
    await take_back(billing, announced, heard)
    documents = (await contents(billing))["documents"]
    await billing.deliver(*heard)
    assert (await contents(billing))["documents"] == documents
    assert [type(event).__name__ for event in await billing.announced()] == []
    await billing.deliver(placed(number="5"))
    assert (await contents(billing))["documents"][-1]["number"] == "FA-2026-000005"


async def test_a_document_whose_seller_has_changed_since_is_open_and_so_are_those_after_it(
    billing: ShopService, clock: Clock
) -> None:
    first, second = placed(number="1"), placed(number="2")
    await billing.deliver(first)
    await billing.deliver(second)
    announced = await billing.announced()
    await set_back(billing)
    async with billing.transaction() as tx:
        await save_settings(tx, SellerSettings(city="Rennes"), expected_version=0, at=now(), by="alice")
    verdicts = await take_back(billing, announced, [first, second])
    assert verdicts == [
        Verdict(
            Outcome.OPEN,
            "FA-2026-000001",
            "it is not just as it was issued, as where the seller's settings have changed since",
        ),
        Verdict(Outcome.OPEN, "FA-2026-000002", "the document before it is missing"),
    ]
    assert (await contents(billing))["documents"] == []
    accepted = await take_back(billing, announced, [first, second], accept=True)
    assert [verdict.outcome for verdict in accepted] == [Outcome.DECIDED, Outcome.DECIDED]
    assert [one["number"] for one in (await contents(billing))["documents"]] == ["FA-2026-000001", "FA-2026-000002"]


async def test_a_number_that_was_announced_is_not_given_again_though_its_order_is_gone(billing: ShopService) -> None:
    first, second = placed(number="1"), placed(number="2")
    await billing.deliver(first)
    announced = await billing.announced()
    await set_back(billing)
    (verdict,) = await take_back(billing, announced, [])
    assert verdict == Verdict(
        Outcome.OPEN, "FA-2026-000001", "its order is not known here, and not on orders.events any more"
    )
    await take_back(billing, announced, [], accept=True)
    await billing.deliver(second)
    assert [one["number"] for one in (await contents(billing))["documents"]] == ["FA-2026-000002"]


async def test_a_number_that_another_document_has_by_now_is_told(billing: ShopService) -> None:
    first, second = placed(number="1"), placed(number="2")
    await billing.deliver(first)
    announced = await billing.announced()
    await set_back(billing)
    await billing.deliver(second)
    (verdict,) = await take_back(billing, announced, [first])
    assert verdict == Verdict(Outcome.OPEN, "FA-2026-000001", "its number is another document's here")


async def test_events_of_a_version_before_are_taken_back_too(billing: ShopService, clock: Clock) -> None:
    """They do not tell the hash, the costs that were credited, nor which payment was reversed."""
    heard = await a_day(billing, clock)
    before, announced = await contents(billing), await billing.announced()
    await set_back(billing)
    untold: dict[type[Event], dict[str, None]] = {
        InvoiceIssued: {"hash": None},
        CreditNoteIssued: {"hash": None, "shipping": None, "payment_costs": None},
        PaymentReversed: {"reverses": None},
    }
    older = [event.model_copy(update=untold.get(type(event), {})) for event in announced]
    verdicts = await take_back(billing, older, heard)
    assert {verdict.outcome for verdict in verdicts} == {Outcome.TAKEN, Outcome.COMES_AGAIN}
    after = await contents(billing)
    assert after["ledger"] == before["ledger"]
    assert [one["number"] for one in after["documents"]] == [one["number"] for one in before["documents"]]


async def test_a_hold_of_which_the_order_is_not_read_again_is_open(billing: ShopService) -> None:
    order = placed(number="1")
    await billing.deliver(order, held(order))
    announced = await billing.announced()
    verdicts = await take_back(billing, announced, [])
    assert [verdict.outcome for verdict in verdicts] == [Outcome.THERE, Outcome.OPEN]


async def test_orders_that_are_not_invoiced_at_once_come_back_as_they_were(billing: ShopService, clock: Clock) -> None:
    await invoices_are_made(billing, Invoicing.ON_PAYMENT)
    paid, in_part, unpaid, on_hold = (placed(number=number) for number in ("1", "2", "3", "4"))
    hold, back = held(on_hold), resumed(on_hold)
    await billing.deliver(paid, in_part, unpaid, on_hold)
    await billing.deliver(hold)
    for order, amount in ((paid, None), (in_part, "10.00"), (on_hold, None)):
        clock.pass_by(minutes=1)
        assert (await billing.post(f"/orders/{order.order_id}/payments", {"amount": amount})).is_success
    await billing.deliver(back)
    before, announced = await contents(billing), await billing.announced()
    heard = [paid, in_part, unpaid, on_hold, hold, back]

    await set_back(billing)
    await invoices_are_made(billing, Invoicing.ON_PAYMENT)
    verdicts = await take_back(billing, announced, heard)
    assert {verdict.outcome for verdict in verdicts} == {Outcome.TAKEN, Outcome.COMES_AGAIN}
    await billing.deliver(*heard)
    after = await contents(billing)
    assert [one["number"] for one in after["documents"]] == ["FA-2026-000001", "FA-2026-000002"]
    assert {name: after[name] for name in ("documents", "ledger", "series")} == {
        name: before[name] for name in ("documents", "ledger", "series")
    }
    assert [(one["number"], one["state"]) for one in after["orders"]] == [
        ("1", "invoiced"),
        ("2", "waiting"),
        ("3", "waiting"),
        ("4", "invoiced"),
    ]
    await billing.post(f"/orders/{in_part.order_id}/payments", {})
    assert (await contents(billing))["documents"][-1]["number"] == "FA-2026-000003"
