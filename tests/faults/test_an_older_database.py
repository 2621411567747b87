"""A service's database is a dump of an hour ago: it gives no number to others, and takes back what it announced.

The first tests of faults: what others put on the topics would be told and answered again.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from deploy.backups.restore import restore_backup
from deploy.backups.take import take_backup
from deploy.prepare import prepare
from tests.faults.setting_back import beside, dump_of, lives, set_back
from tests.support.sale import cancel_command, order, place, place_command
from tests.support.shop import Shop
from tests.support.waiting import until

DOCUMENTS = "SELECT number, document_id, document, hash FROM documents ORDER BY series, position"
ORDERS = (
    "SELECT order_id, number, status, payment_status, hold, cancelled_at, settled_at IS NOT NULL AS settled FROM orders"
    " ORDER BY number"
)
MESSAGES = "SELECT message_id, kind, state, sent_at FROM messages WHERE order_id = ANY($1::uuid[]) ORDER BY message_id"
MONEY = "SELECT paid, credited FROM orders WHERE order_id = ANY($1::uuid[]) ORDER BY order_id"
HEARD = (
    "SELECT order_id, action, count(*) FROM history WHERE order_id = ANY($1::uuid[])"
    " AND action IN ('invoiced', 'credited', 'payment_recorded') GROUP BY order_id, action ORDER BY order_id, action"
)
LEDGER = "SELECT entry_id, order_id, amount, kind FROM ledger ORDER BY entry_id"


@pytest.fixture
async def dumped(shop: Shop, tmp_path: Path) -> Path:
    """Billing and orders as they are now, with two orders."""
    for _ in range(2):
        await place(shop)
    await shop.is_quiet()
    for service in ("billing", "orders"):
        await dump_of(shop, service, tmp_path / service)
    return tmp_path


async def test_billing_restored_from_a_dump_takes_back_what_it_had_announced(shop: Shop, dumped: Path) -> None:
    orders = [await place(shop) for _ in range(3)]
    paid, credited, cancelled = (order["order_id"] for order in orders)
    await shop.is_quiet()
    await _post(shop, "billing", f"/orders/{paid}/payments", {"reference": "T-4711"})
    lines = {"lines": [{"line_no": 1, "quantity": 1}], "shipping": True, "reason": "scratched"}
    await _post(shop, "billing", "/credit-notes", {"order_id": credited, **lines})
    await _post(shop, "orders", f"/orders/{cancelled}/cancel", {"reason": "changed her mind"})
    await until(shop.cancellation_settled, cancelled, seconds=60)
    await shop.is_quiet()
    documents, ledger = await shop.query("billing", DOCUMENTS), await shop.query("billing", LEDGER)

    await set_back(shop, "billing", dumped)
    assert len(await shop.query("billing", DOCUMENTS)) == len(documents) - 5
    meanwhile = await place(shop)
    ready = await shop.http.get(f"{shop.settings.url('billing')}/health/ready")
    (problem,) = ready.json()["problems"]
    assert (ready.status_code, problem.partition(", as after")[0]) == (
        503,
        "billing is older than what it has announced",
    )
    assert (await shop.http.get(f"{shop.settings.url('billing')}/health/live")).status_code == 200
    refused = await shop.post("billing", f"/orders/{paid}/payments", {"reference": "T-4711"})
    assert (refused.status_code, refused.json()["type"]) == (503, "older-than-announced")

    looked = await _post(shop, "billing", "/operations/take-back", {"only_look": True})
    taken = await _post(shop, "billing", "/operations/take-back", {})
    assert looked == taken
    assert taken["open"] == 0
    kinds = sorted(one["type"] for one in taken["items"] if one["outcome"] == "taken_back")
    assert kinds == ["CancellationInvoiceIssued", "CreditNoteIssued", *["InvoiceIssued"] * 3, "PaymentRecorded"]

    await until(_is_invoiced, shop, meanwhile["order_id"], seconds=60)
    await shop.is_quiet()
    assert await shop.query("billing", LEDGER) == ledger
    after = await shop.query("billing", DOCUMENTS)
    assert [one for one in after if one in documents] == documents
    assert len(after) == len(documents) + 1
    again = await shop.post("billing", "/operations/take-back", {})
    assert (again.status_code, again.json()["type"]) == (409, "not-older")


async def test_orders_restored_from_a_dump_take_back_what_they_had_announced(shop: Shop, dumped: Path) -> None:
    await shop.send(*(place_command() for _ in range(3)))
    held, cancelled = [(await place(shop))["order_id"] for _ in range(2)]
    await shop.send(cancel_command(UUID(cancelled)))
    await _post(shop, "orders", f"/orders/{held}/hold", {"reason": "address"})
    await until(shop.cancellation_settled, cancelled, seconds=60)
    await shop.is_quiet()
    orders = await shop.query("orders", ORDERS)

    await set_back(shop, "orders", dumped)
    refused = await shop.post("orders", "/orders", order())
    assert (refused.status_code, refused.json()["type"]) == (503, "older-than-announced")
    assert len(await shop.query("orders", ORDERS)) == len(orders) - 5
    taken = await _post(shop, "orders", "/operations/take-back", {})
    assert taken["open"] == 0

    await until(_are, shop, orders, seconds=60)
    await shop.is_quiet()
    assert await shop.query("orders", ORDERS) == orders
    assert await shop.rejections() == []
    number = (await place(shop))["number"]
    assert int(number) == max(int(one["number"]) for one in orders) + 1
    await shop.is_quiet()


async def test_a_notifier_that_is_restored_sends_no_mail_twice(shop: Shop, tmp_path: Path) -> None:
    operator = beside(shop, tmp_path)
    early = await place(shop)
    await until(_are_sent, shop, [early], 1, seconds=60)
    backup = await take_backup(operator, tmp_path / "backups", keep=None, say=print)
    orders = [early, *[await place(shop) for _ in range(3)]]
    await until(_are_sent, shop, orders, 4, seconds=60)  # of an order that is cancelled by then no confirmation is sent
    await shop.send(cancel_command(UUID(orders[1]["order_id"])))
    await until(_are_sent, shop, orders, 5, seconds=60)
    told = await shop.query("notifier", MESSAGES, [order["order_id"] for order in orders])

    process = shop.processes["notifier-1"]
    await process.stop()
    await restore_backup(operator, backup.directory, ["notifier"], print)
    assert len(await shop.query("notifier", MESSAGES, [order["order_id"] for order in orders])) < len(told)
    process.start()
    await until(lives, shop, "notifier", seconds=60)
    taken = await _post(shop, "notifier", "/operations/take-back", {})
    assert (taken["open"], {one["outcome"] for one in taken["items"]}) == (0, {"taken_back"})

    orders.append(await place(shop))
    await until(_are_sent, shop, orders, 6, seconds=60)
    await shop.is_quiet()
    ids = [order["order_id"] for order in orders]
    assert [one for one in await shop.query("notifier", MESSAGES, ids) if one in told] == told
    written = {f"<{row['message_id']}@" for row in await shop.query("notifier", MESSAGES, ids)}
    mails = [mail["message_id"].partition("@")[0] + "@" for mail in await shop.mails()]
    assert sorted(one for one in mails if one in written) == sorted(written)


async def test_what_lost_topics_had_is_announced_again_and_nothing_is_done_twice(shop: Shop) -> None:
    """Of what this and the next have deleted, no other could be restored: they are the last of these tests."""
    cancelled = (await place(shop))["order_id"]
    await shop.send(cancel_command(UUID(cancelled)))
    await until(shop.cancellation_settled, cancelled, seconds=60)
    await shop.is_quiet()
    documents, mails = await shop.query("billing", DOCUMENTS), len(await shop.mails())
    await shop.processes["billing-1"].stop()
    unheard = await place(shop)
    await until(_has_sent, shop, seconds=60)

    lost = ("orders.events", "orders.snapshots", "stock.levels")
    admin = AIOKafkaAdminClient(bootstrap_servers=shop.settings.bootstrap_servers)
    await admin.start()
    await admin.delete_topics(list(lost))
    await admin.close()
    await until(_are_made, shop, set(lost), seconds=60)
    await shop.restart("billing-1")
    for reader in ("billing", "fulfilment", "returns", "notifier"):
        await _post(shop, reader, "/operations/offsets/accept", {"topic": "orders.events"})
    orders = await shop.query("orders", ORDERS)
    told = await _post(shop, "orders", "/operations/announce", {})
    assert told["announced"]["OrderPlaced"] == told["announced"]["OrderSnapshot"] == len(orders)
    assert (await _post(shop, "fulfilment", "/operations/announce", {}))["announced"] == {"StockLevel": 2}
    await _post(shop, "orders", "/operations/announce", {})

    await until(_is_invoiced, shop, unheard["order_id"], seconds=60)
    await until(_are_sent, shop, [unheard], 1, seconds=60)
    await shop.is_quiet()
    after = await shop.query("billing", DOCUMENTS)
    assert ([one for one in after if one in documents], len(after)) == (documents, len(documents) + 1)
    assert len(await shop.mails()) == mails + 1
    assert await shop.query("orders", ORDERS) == orders
    customers = {str(one["customer_id"]) for one in await shop.query("orders", "SELECT customer_id FROM customers")}
    for topic, others in (("orders.events", customers), ("orders.snapshots", set())):
        keys = {(record.key or b"").decode() for record in await shop.records(topic)}
        assert keys == others | {str(one["order_id"]) for one in orders}
    assert {record.key for record in await shop.records("stock.levels")} == {b"LAMP", b"BOOK"}


async def test_what_billing_had_told_is_heard_once_after_its_topic_was_lost(shop: Shop) -> None:
    orders = [await place(shop) for _ in range(2)]
    known, cancelled = (order["order_id"] for order in orders)
    await _post(shop, "billing", f"/orders/{known}/payments", {"amount": "1.00"})
    await _post(shop, "billing", "/credit-notes", {"order_id": known, "amount": "1.00", "reason": "late"})
    await shop.is_quiet()
    await shop.processes["billing-1"].stop()
    unheard = (await place(shop))["order_id"]
    await _post(shop, "orders", f"/orders/{cancelled}/cancel", {"reason": "changed her mind"})
    await until(_has_sent, shop, seconds=60)
    await shop.processes["orders-1"].stop()
    await shop.restart("billing-1")
    await until(_is_invoiced, shop, unheard, seconds=60)
    for order_id in (known, unheard):
        for _ in range(2):
            await _post(shop, "billing", f"/orders/{order_id}/payments", {"amount": "1.00"})
            await _post(shop, "billing", "/credit-notes", {"order_id": order_id, "amount": "1.00", "reason": "late"})
    await until(_is_credited, shop, cancelled, seconds=60)
    await until(_has_sent, shop, "billing", seconds=60)

    admin = AIOKafkaAdminClient(bootstrap_servers=shop.settings.bootstrap_servers)
    await admin.start()
    await admin.delete_topics(["billing.events"])
    await admin.close()
    await until(_are_made, shop, {"billing.events"}, seconds=60)
    await shop.restart("orders-1")
    for reader in ("orders", "fulfilment", "notifier", "returns"):
        await _post(shop, reader, "/operations/offsets/accept", {"topic": "billing.events"})
    documents, mails = await shop.query("billing", DOCUMENTS), len(await shop.mails())
    for _ in range(2):
        assert (await _post(shop, "billing", "/operations/announce", {}))["unreadable"] == []
        await until(shop.cancellation_settled, cancelled, seconds=60)
        await shop.is_quiet()
        assert await shop.query("orders", MONEY, [known, unheard]) == [(3, 3), (2, 2)]
        entries = await shop.query("orders", HEARD, [known, unheard])
        assert [tuple(entry) for entry in entries] == [
            (UUID(order_id), action, count)
            for order_id, of_each in ((known, 3), (unheard, 2))
            for action, count in (("credited", of_each), ("invoiced", 1), ("payment_recorded", of_each))
        ]
    assert await shop.query("billing", DOCUMENTS) == documents
    assert len(await shop.mails()) == mails


async def _is_credited(shop: Shop, order_id: str) -> bool:
    return len(await shop.query("billing", "SELECT 1 FROM documents WHERE order_id = $1", order_id)) == 2


async def _has_sent(shop: Shop, service: str = "orders") -> bool:
    status = await shop.status(service)
    return bool(status["outbox"] == 0)


async def _are_made(shop: Shop, missing: set[str]) -> bool:
    """Kafka may still be at deleting the former ones."""
    missing -= {line.removeprefix("topic ") for line in await prepare(shop.settings, print)}
    return not missing


async def _are_sent(shop: Shop, orders: list[dict[str, Any]], count: int) -> bool:
    told = await shop.query("notifier", MESSAGES, [order["order_id"] for order in orders])
    return len([one for one in told if one["state"] == "sent"]) == count


async def _are(shop: Shop, orders: list[asyncpg.Record]) -> bool:
    return await shop.query("orders", ORDERS) == orders


async def _is_invoiced(shop: Shop, order_id: str) -> bool:
    return bool(await shop.query("billing", "SELECT 1 FROM documents WHERE order_id = $1", order_id))


async def _post(shop: Shop, service: str, path: str, body: Any) -> Any:
    answer = await shop.post(service, path, body)
    assert answer.is_success, answer.text
    return answer.json()
