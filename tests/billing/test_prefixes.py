"""Prefixes of numbers: each is of invoices or of credits, and its numbers go on where they ended."""

import asyncio

from services.billing.invariants import INVARIANTS
from tests.billing.settings_api import INVOICES, numbers, refused, save
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService
from tests.support.waiting import until


async def test_a_new_prefix_begins_a_series_of_its_own_and_an_old_one_goes_on_where_it_ended(
    billing: ShopService,
) -> None:
    await billing.deliver(placed(), placed())
    await save(billing, "invoices", INVOICES | {"invoice_prefix": "INV"})
    await billing.deliver(placed())
    await save(billing, "invoices", INVOICES, version=1)
    await billing.deliver(placed())
    assert await numbers(billing) == ["FA-2026-000001", "FA-2026-000002", "INV-2026-000001", "FA-2026-000003"]
    async with billing.reading() as queries:
        assert [found for _, violations in INVARIANTS for found in await violations(queries.connection)] == []


async def test_a_prefix_that_other_documents_bear_is_refused(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.deliver(cancelled(order))
    same = await save(billing, "invoices", INVOICES | {"invoice_prefix": "AV"})
    assert refused(same)[:3] == (409, "prefix-in-use", "body/invoice_prefix")
    assert (await save(billing, "invoices", INVOICES | {"credit_prefix": "AVO"})).is_success
    for change, field in (({"invoice_prefix": "AV"}, "invoice_prefix"), ({"credit_prefix": "FA"}, "credit_prefix")):
        body = INVOICES | {"invoice_prefix": "F", "credit_prefix": "A"} | change
        answer = await save(billing, "invoices", body, version=1)
        assert refused(answer)[:3] == (409, "prefix-in-use", f"body/{field}")
    assert await numbers(billing, "/credit-notes") == ["AV-2026-000001"]


async def test_a_prefix_with_which_an_invoice_is_just_being_numbered_is_not_given_to_credits(
    billing: ShopService,
) -> None:
    assert (await save(billing, "invoices", INVOICES | {"invoice_prefix": "RACE"})).is_success
    async with billing.transaction() as tx:
        await tx.execute("UPDATE series SET last_position = 1 WHERE series = 'RACE'")
        body = INVOICES | {"invoice_prefix": "NEXT", "credit_prefix": "RACE"}
        saving = asyncio.create_task(save(billing, "invoices", body, version=1))
        await until(_waits_for_a_lock, billing)
    assert refused(await saving)[:3] == (409, "prefix-in-use", "body/credit_prefix")


async def test_a_prefix_that_numbered_nothing_may_go_to_the_other_documents(billing: ShopService) -> None:
    assert (await save(billing, "invoices", INVOICES | {"invoice_prefix": "NEW"})).is_success
    assert (await save(billing, "invoices", INVOICES | {"credit_prefix": "NEW"}, version=1)).is_success
    order = placed()
    await billing.deliver(order)
    await billing.deliver(cancelled(order))
    assert await numbers(billing, "/credit-notes") == ["NEW-2026-000001"]


async def _waits_for_a_lock(billing: ShopService) -> bool:
    async with billing.reading() as queries:
        return bool(await queries.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"))
