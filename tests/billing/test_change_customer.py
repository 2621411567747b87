"""Staff put right whom an order is for: what is invoiced from then on bears it, and no document changes."""

from typing import Any

from services.billing.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Outcome, Unknown
from tests.support.orders import cancelled, customer_changed, edited, held, placed, resumed
from tests.support.service import ShopService, empty

LYON = {"street": "1 place Bellecour", "postal_code": "69002", "city": "Lyon", "country": "FR"}


async def names(billing: ShopService) -> list[tuple[str, str, Any]]:
    """Kind, name and city of each document, oldest first."""
    async with billing.reading() as queries:
        rows = await queries.fetch(
            "SELECT kind, document #>> '{customer,name}', document #>> '{customer,billing_address,city}'"
            " FROM documents ORDER BY issued_at, document_id"
        )
    return [tuple(row) for row in rows]


async def test_an_invoice_that_is_still_to_be_made_bears_the_customer_as_it_is_now(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order.model_copy(update={"held": True}))
    await billing.deliver(customer_changed(order, name="Zoé Durand", billing_address=LYON))
    await billing.deliver(resumed(order))
    assert await names(billing) == [("invoice", "Zoé Durand", "Lyon")]


async def test_documents_that_were_issued_stay_and_so_do_their_credits(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order, customer_changed(order, name="Zoé Durand"), cancelled(order, sequence=3))
    assert await names(billing) == [
        ("invoice", "Zoé Martin", "Nantes"),
        ("cancellation_invoice", "Zoé Martin", "Nantes"),
    ]


async def test_an_edit_that_waits_for_the_end_of_a_hold_is_invoiced_to_the_customer_of_then(
    billing: ShopService,
) -> None:
    order = placed()
    await billing.deliver(order, held(order), edited(order, sequence=3, lines={"LAMP": 1}))
    await billing.deliver(customer_changed(order, sequence=4, name="Zoé Durand"), resumed(order, sequence=5))
    assert [(kind, name) for kind, name, _ in await names(billing)][-1] == ("invoice", "Zoé Durand")


async def test_invoices_are_taken_back_with_the_customer_they_were_issued_to(billing: ShopService) -> None:
    first, second = placed(), placed(number="1002")
    change, later = customer_changed(first, name="Zoé Durand"), customer_changed(second, name="Zoé Petit")
    await billing.deliver(first.model_copy(update={"held": True}), change, resumed(first), second, later)
    told, before = await billing.announced(), await names(billing)
    await empty(billing.database)
    needed = [first.model_copy(update={"held": True}), change, resumed(first), second, later]
    async with billing.database.transaction(taking_back=True) as tx:
        verdicts = await TAKE_BACK.take(tx, Unknown(told, needed))
    assert {one.outcome for one in verdicts} <= {Outcome.TAKEN, Outcome.COMES_AGAIN}
    assert await names(billing) == before
