"""What orders has not heard of billing is listed, of lost events that cannot be announced again."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from cli import announce as command
from cli.__main__ import main
from cli.unheard import list_unheard
from deploy.databases import Databases
from deploy.problem import Problem
from tests.backoffice.services import Services


async def pay(shop: Services, order_id: str, **said: Any) -> None:
    await shop.post("billing", f"/orders/{order_id}/payments", {"amount": "5.00"} | said)


async def credit(shop: Services, order_id: str) -> str:
    note = await shop.post("billing", "/credit-notes", {"order_id": order_id, "amount": "5.00", "reason": "goodwill"})
    return str(note["number"])


async def lose_events(shop: Services) -> None:
    """What billing has announced meanwhile is read by nobody."""
    await shop._new("billing")


async def test_a_shop_that_has_heard_all_has_none(shop: Services, administrator: Databases) -> None:
    for order_id in [(await shop.place())["order_id"] for _ in range(2)]:
        for _ in range(2):
            await pay(shop, order_id)
            await credit(shop, order_id)
        await shop.post("billing", f"/orders/{order_id}/payments/reverse", {"reason": "bounced"})
        await shop.hand_on()
    await shop.post("orders", f"/orders/{order_id}/cancel", {"reason": "too late", "notify_customer": False})
    await shop.hand_on()
    await pay(shop, order_id, more_than_due=True)
    await shop.post(
        "billing", f"/orders/{order_id}/refunds", {"method": "cash", "amount": "2.00", "state": "succeeded"}
    )
    await shop.hand_on()
    await shop.place(occurred_at="2026-01-05T10:00:00Z")
    assert await list_unheard(administrator) == []
    await shop.post("billing", f"/orders/{order_id}/refunds", {"method": "cash", "state": "succeeded"})
    (lost,) = await list_unheard(administrator)
    assert "refund of 3.00 EUR" in lost


async def test_each_of_what_was_lost_is_named_and_nothing_that_was_heard(
    shop: Services, administrator: Databases
) -> None:
    order = await shop.place()
    order_id = order["order_id"]
    await pay(shop, order_id)
    await credit(shop, order_id)
    await shop.hand_on()
    await pay(shop, order_id)
    lost = await credit(shop, order_id)
    await shop.post("billing", f"/orders/{order_id}/payments/reverse", {"reason": "bounced"})
    await lose_events(shop)
    found = await list_unheard(administrator)
    assert len(found) == 4
    assert all(line.startswith(f"order {order['number']}: ") for line in found)
    assert sum(line.endswith(f"credit note {lost} of 5.00 EUR") for line in found) == 1
    # Of the two like payments one was heard; both were taken back unheard.
    assert sum(": payment of 5.00 EUR, recorded 2026-" in line for line in found) == 1
    assert sum(": reversal of 5.00 EUR, recorded 2026-" in line for line in found) == 2


async def test_the_unheard_one_of_two_like_payments_is_told_by_when_it_was_paid(
    shop: Services, administrator: Databases
) -> None:
    order = await shop.place()
    await pay(shop, order["order_id"], paid_at="2026-03-01T10:00:00Z")
    await lose_events(shop)
    await pay(shop, order["order_id"], paid_at="2026-03-02T08:00:00Z")
    await shop.hand_on()
    await administrator["billing"].execute(
        "UPDATE ledger SET recorded_at = '2026-03-01 11:00+00' WHERE paid_at < '2026-03-02'"
    )
    said = [f"order {order['number']}: payment of 5.00 EUR, recorded 2026-03-01 11:00:00 UTC"]
    assert await list_unheard(administrator) == said
    assert await list_unheard(administrator, datetime(2026, 3, 1, 11, tzinfo=UTC)) == said
    assert await list_unheard(administrator, datetime(2026, 3, 1, 12, tzinfo=UTC)) == []


async def test_a_payment_that_an_older_history_has_without_its_time_was_heard(
    shop: Services, administrator: Databases
) -> None:
    order = await shop.place()
    for _ in range(2):
        await pay(shop, order["order_id"])
    await shop.hand_on()
    await pay(shop, order["order_id"])
    await lose_events(shop)
    await administrator["orders"].execute(
        "UPDATE history SET detail = detail - 'paid_at' WHERE action = 'payment_recorded'"
    )
    assert len(await list_unheard(administrator)) == 1


async def test_invoices_are_named_and_those_that_cancel_them(shop: Services, administrator: Databases) -> None:
    placed = await shop.place()
    await administrator["orders"].execute("DELETE FROM history WHERE action = 'invoiced'")
    (invoice,) = (await shop.get("billing", "/invoices"))["items"]
    said = [f"order {placed['number']}: invoice {invoice['number']} of 38.30 EUR"]
    assert await list_unheard(administrator) == said
    await shop.post("orders", f"/orders/{placed['order_id']}/cancel", {"reason": "too late", "notify_customer": False})
    await shop.hand_on()
    await administrator["orders"].execute("DELETE FROM history WHERE action = 'cancellation_invoiced'")
    first, second = await list_unheard(administrator)
    assert [first] == said
    assert second.startswith(f"order {placed['number']}: cancellation invoice ")


async def test_a_history_that_cannot_be_read_is_said_so(shop: Services, administrator: Databases) -> None:
    await pay(shop, (await shop.place())["order_id"])
    await shop.hand_on()
    await administrator["orders"].execute(
        """UPDATE history SET detail = detail || '{"amount": "much"}' WHERE action = 'payment_recorded'"""
    )
    with pytest.raises(Problem, match="a history cannot be read"):
        await list_unheard(administrator)


async def test_the_command_lists_them_and_announces_nothing(
    shop: Services,
    administrator: Databases,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    order = await shop.place()
    await pay(shop, order["order_id"])
    await lose_events(shop)
    before = len(await shop["billing"].announced())

    @asynccontextmanager
    async def databases(*about: Any) -> Any:
        yield administrator

    monkeypatch.setattr(command, "service_databases", databases)
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(command.asyncio, "run", lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(60))
    assert await asyncio.to_thread(main, ["announce", "billing", "--look"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"order {order['number']}: payment of 5.00 EUR, recorded ")
    assert said.endswith(
        "announce: billing: 1 documents and payments that orders has not heard of; nothing was announced\n"
    )
    assert await asyncio.to_thread(main, ["announce", "billing", "--look", "--since", "2099-01-01"]) == 0
    assert capsys.readouterr().out.startswith("announce: billing: 0 documents")
    assert len(await shop["billing"].announced()) == before
