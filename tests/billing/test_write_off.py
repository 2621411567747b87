"""A small difference is written off: nothing is due any more, and no money came in by it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest

from services.billing.invariants import INVARIANTS
from services.billing.settings import InvoiceSettings
from services.billing.usecases.announce_again import ANNOUNCE_AGAIN
from services.billing.usecases.take_back import TAKE_BACK
from shared.clock import now
from shared.messaging.take_back import Outcome, Unknown
from shared.schemas.billing import DifferenceWrittenOff, Invoicing, LedgerEvent, WriteOffReversed
from shared.schemas.event import Event
from shared.stored_settings import save_settings
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService, empty, token

WHY = {"reason": "fee of a bank"}


async def paid(billing: ShopService, amount: str, **more: Any) -> UUID:
    """An order of 25.00 of which so much is paid."""
    order = placed(**more)
    await billing.deliver(order)
    assert (await billing.post(f"/orders/{order.order_id}/payments", {"amount": amount})).is_success
    return order.order_id


async def seen(billing: ShopService, order_id: UUID) -> dict[str, Any]:
    answer: dict[str, Any] = (await billing.http.get(f"/orders/{order_id}")).json()
    return answer


async def settings(billing: ShopService, *, version: int = 0, **values: Any) -> None:
    async with billing.transaction() as tx:
        await save_settings(tx, InvoiceSettings(**values), expected_version=version, at=now(), by="alice")


async def test_what_is_written_off_is_neither_due_nor_paid_until_it_is_taken_back(billing: ShopService) -> None:
    order_id = await paid(billing, "24.50")
    assert (await seen(billing, order_id))["may"] == ["pay", "expect", "reverse", "write_off", "credit", "remind"]
    done = await billing.post(f"/orders/{order_id}/write-off", WHY | {"amount": "0.50"})
    assert (done.status_code, done.json()["payment_status"]) == (201, "paid")
    after = await seen(billing, order_id)
    assert [after[name] for name in ("paid", "written_off", "due", "balance")] == ["24.50", "0.50", "0.00", "0.00"]
    assert (after["documents"][0]["state"], after["ledger"][-1]["kind"]) == ("paid", "write_off")
    assert after["may"] == ["pay_more", "reverse", "credit"]
    *_, event = await billing.announced()
    assert isinstance(event, DifferenceWrittenOff)
    assert (str(event.amount), str(event.paid), str(event.due), str(event.written_off)) == (
        *("0.50", "24.50", "0.00", "0.50"),
    )

    taken = WHY | {"entry_id": done.json()["entries"][0]["entry_id"]}
    back = await billing.post(f"/orders/{order_id}/payments/reverse", taken)
    assert (back.json()["due"], back.json()["written_off"]) == ("0.50", "0.00")
    assert isinstance((await billing.announced())[-1], WriteOffReversed)


async def test_a_credit_after_it_owes_back_only_what_came_in(billing: ShopService) -> None:
    order_id = await paid(billing, "24.50")
    await billing.post(f"/orders/{order_id}/write-off", WHY)
    assert (await billing.post("/credit-notes", {"order_id": str(order_id), "amount": "5.00"})).is_success
    after = await seen(billing, order_id)
    assert (after["to_refund"], after["written_off"]) == ("4.50", "0.00")
    await billing.post("/credit-notes", {"order_id": str(order_id), "amount": "20.00"})
    after = await seen(billing, order_id)
    assert (after["to_refund"], after["paid"]) == ("24.50", "24.50")
    (payment, write_off) = after["ledger"]
    body = {"method": "transfer", "payments": [{"entry_id": write_off["entry_id"], "amount": "0.50"}]}
    refused = await billing.post(f"/orders/{order_id}/refunds", body)
    assert (refused.status_code, refused.json()["type"]) == (404, "entry-not-found")
    assert (await billing.post(f"/orders/{order_id}/refunds", {"method": "transfer"})).json()["amount"] == "24.50"
    assert payment["amount"] == "24.50"


async def test_what_was_written_off_and_came_after_all_is_due_again_where_a_payment_is_taken_back(
    billing: ShopService,
) -> None:
    order_id = await paid(billing, "24.60")
    await billing.post(f"/orders/{order_id}/write-off", WHY)
    late = {"amount": "0.40", "more_than_due": True}
    assert [one["kind"] for one in (await billing.post(f"/orders/{order_id}/payments", late)).json()["entries"]] == [
        *("payment", "reversal"),
    ]
    assert isinstance((await billing.announced())[-1], WriteOffReversed)
    (first, *_) = (await seen(billing, order_id))["ledger"]
    taken = {"reason": "charged back", "entry_id": first["entry_id"]}
    assert (await billing.post(f"/orders/{order_id}/payments/reverse", taken)).json()["due"] == "24.60"


async def test_what_comes_after_it_is_owed_only_beyond_what_is_charged(billing: ShopService) -> None:
    order_id = await paid(billing, "24.50")
    await billing.post(f"/orders/{order_id}/write-off", WHY)
    more = {"amount": "0.75", "more_than_due": True}
    assert (await billing.post(f"/orders/{order_id}/payments", more)).json()["balance"] == "0.25"
    assert (await billing.post(f"/orders/{order_id}/payments/reverse", WHY)).json()["due"] == "25.00"


@pytest.mark.parametrize(
    ("received", "limit", "body", "type_", "detail"),
    [
        ("23.99", "1.00", {}, "too-much-to-write-off", "{} has 1.01 EUR due; at most 1.00 may be written off"),
        ("25.00", "1.00", {}, "nothing-due", "nothing is due for {} that could be written off"),
        ("24.50", "0", {}, "write-offs-are-off", "the shop writes nothing off: its settings of invoices allow 0"),
        ("24.50", "1.00", {"amount": "0.40"}, "another-amount-due", "{} has 0.50 EUR due, not 0.40: all of it is"),
    ],
)
async def test_more_than_the_shop_allows_or_what_is_not_due_is_not_written_off(
    billing: ShopService, received: str, limit: str, body: dict[str, str], type_: str, detail: str
) -> None:
    await settings(billing, greatest_write_off=limit)
    order_id = await paid(billing, received)
    refused = await billing.post(f"/orders/{order_id}/write-off", WHY | body)
    assert (refused.status_code, refused.json()["type"]) == (409, type_)
    assert refused.json()["detail"].startswith(detail.format("order 1001"))
    assert "write_off" not in (await seen(billing, order_id))["may"] or body


async def test_the_limit_is_of_an_order_together_and_a_cancelled_one_has_nothing_due(billing: ShopService) -> None:
    order_id = await paid(billing, "24.40")
    await billing.post(f"/orders/{order_id}/write-off", WHY)
    first = (await seen(billing, order_id))["ledger"][0]["entry_id"]
    await billing.post(f"/orders/{order_id}/payments/reverse", WHY | {"entry_id": first})
    await billing.post(f"/orders/{order_id}/payments", {"amount": "23.90"})
    refused = (await billing.post(f"/orders/{order_id}/write-off", WHY)).json()
    assert refused["detail"] == (
        "order 1001 has 0.50 EUR due; at most 0.40 may be written off, as 0.60 is written off already"
    )
    order = placed(number="2")
    await billing.deliver(order, cancelled(order))
    assert (await billing.post(f"/orders/{order.order_id}/write-off", WHY)).json()["type"] == "order-cancelled"


async def test_a_limit_is_not_rounded_up_to_a_cent_that_the_shop_does_not_allow(billing: ShopService) -> None:
    await settings(billing, greatest_write_off="0.005")
    order_id = await paid(billing, "24.99")
    refused = (await billing.post(f"/orders/{order_id}/write-off", WHY)).json()
    assert refused["detail"] == "order 1001 has 0.01 EUR due; at most 0.00 may be written off"


async def test_only_accounting_writes_off_once_for_its_key_and_never_without_a_reason(billing: ShopService) -> None:
    order_id = await paid(billing, "24.50")
    path = f"/orders/{order_id}/write-off"
    assert (await billing.post(path, WHY, headers={"Authorization": f"Bearer {token('payments:record')}"})).is_error
    assert (await billing.post(path, {"reason": " "})).status_code == 422
    answers = [await billing.post(path, WHY, key="once") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


async def test_an_order_that_is_invoiced_on_payment_gets_its_invoice_by_it(billing: ShopService) -> None:
    await settings(billing, invoicing=Invoicing.ON_PAYMENT)
    order_id = await paid(billing, "24.50")
    await billing.post(f"/orders/{order_id}/write-off", WHY)
    assert [one["state"] for one in (await seen(billing, order_id))["documents"]] == ["paid"]


async def test_it_is_announced_again_and_taken_back_as_it_was_and_check_names_what_was_not_due(
    billing: ShopService,
) -> None:
    order = placed()
    await billing.deliver(order)
    path = f"/orders/{order.order_id}"
    for amount, back in (("24.50", True), ("24.60", False)):
        await billing.post(f"{path}/payments", {"amount": amount})
        await billing.post(f"{path}/write-off", WHY)
        if back:
            await billing.post(f"{path}/payments/reverse", WHY)
    heard, before = await billing.announced(), await seen(billing, order.order_id)
    async with billing.transaction() as tx:
        assert ANNOUNCE_AGAIN.next_batch
        again = (await ANNOUNCE_AGAIN.next_batch(tx, None, None)).events
    assert entries(again) == entries(heard)
    assert await violated(billing) == []

    await empty(billing.database)
    async with billing.database.transaction(taking_back=True) as tx:
        verdicts = await TAKE_BACK.take(tx, Unknown(heard, [order], False))
    assert {one.outcome for one in verdicts} == {Outcome.TAKEN}
    assert (await seen(billing, order.order_id))["ledger"] == before["ledger"]
    async with billing.transaction() as tx:
        await tx.execute(_AS_NOBODY_MAY)
    assert await violated(billing) == ["no more is written off than was due then"]


def entries(events: Iterable[Event]) -> list[tuple[type[LedgerEvent], UUID]]:
    return [(type(one), one.entry_id) for one in events if isinstance(one, LedgerEvent)]


async def violated(billing: ShopService) -> list[str]:
    async with billing.reading() as queries:
        return [one.rule for one in INVARIANTS if await one.violations(queries.connection)]


_AS_NOBODY_MAY = """
INSERT INTO ledger (entry_id, order_id, kind, amount, currency, reason, paid_at, recorded_at, by)
SELECT 'ffffffff-ffff-7fff-8fff-ffffffffffff', order_id, 'write_off', 1, 'EUR', 'none', now(), now(), 'bob' FROM orders
"""
