"""`backshop check` finds what somebody with an administrator's rights did to billing's tables."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.billing.invariants import INVARIANTS
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService
from tests.support.stack import Stack


@pytest.fixture
async def administrator(postgres: Stack, billing: ShopService) -> AsyncIterator[asyncpg.Connection]:
    """In a transaction that is rolled back, without the triggers that protect the tables."""
    connection = await asyncpg.connect(postgres.postgres_url("test_billing"))
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("SET session_replication_role = 'replica'")
    yield connection
    await transaction.rollback()
    await connection.close()


async def broken(database: asyncpg.Connection) -> dict[str, list[str]]:
    found = {rule: await violations(database) for rule, violations in INVARIANTS}
    return {rule: violations for rule, violations in found.items() if violations}


async def test_books_that_nobody_touched_break_no_rule(billing: ShopService, administrator: asyncpg.Connection) -> None:
    order = placed()
    await billing.deliver(order, placed())
    await billing.deliver(cancelled(order))
    assert await broken(administrator) == {}


async def test_an_altered_document_is_found_by_its_hash(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    await billing.deliver(placed(), placed(), placed())
    await administrator.execute(
        "UPDATE documents SET document = jsonb_set(document, '{order_number}', '\"none\"') WHERE position = 2"
    )
    assert await broken(administrator) == {
        "issued documents are as they were issued": ["FA-2026-000002 does not match its hash"]
    }


async def test_a_document_that_was_taken_away_leaves_a_gap_and_breaks_the_chain(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    await billing.deliver(placed(), placed(), placed())
    await administrator.execute("DELETE FROM documents WHERE position = 2")
    assert await broken(administrator) == {
        "document numbers of a series have no gap": ["FA-2026: 2 documents, last number 3"],
        "issued documents are as they were issued": ["FA-2026-000003 does not match its hash"],
    }


async def test_an_order_that_waits_in_vain_for_its_invoice_is_found(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    paid, unpaid, by_hand = placed(held=True), placed(held=True), placed(held=True)
    await billing.deliver(paid, unpaid, by_hand)
    await billing.post(f"/orders/{paid.order_id}/payments", {})
    await administrator.execute("UPDATE orders SET held = false, invoicing = 'on_payment', number = 'late'")
    await administrator.execute("UPDATE orders SET invoicing = 'by_hand' WHERE order_id = $1", by_hand.order_id)
    assert await broken(administrator) == {"no order waits for an invoice that is to be made by itself": ["order late"]}
