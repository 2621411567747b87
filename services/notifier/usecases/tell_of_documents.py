"""Customers are sent their invoices and credits, with the PDF, as soon as billing has made that."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.notifier.documents.model import Document, is_to_be_told
from services.notifier.documents.store import decide_documents, find_since, insert_documents, wait_for_files
from services.notifier.messages import store
from services.notifier.settings import BillingSettings, MailSettings
from services.notifier.untold.credit_store import find_returns_of_credits, insert_credits_of_returns
from services.notifier.writing.compose import about_document
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.billing import CreditIssued, InvoiceIssued
from shared.schemas.returns import ReturnCreditDecided
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def tell_of_documents(tx: Tx, events: Sequence[InvoiceIssued | CreditIssued]) -> None:
    # The order, or its cancellation, may still be to come: then they are told of with that.
    await insert_documents(tx, [Document.of(event) for event in events])
    await tell_of_undecided(tx, {event.order_id for event in events})


async def tell_of_undecided(tx: Tx, order_ids: Iterable[UUID]) -> None:
    """What is decided on and not told, staff may still have sent."""
    undecided = await decide_documents(tx, order_ids)
    if not undecided or not (await get_settings(tx, MailSettings)).mails_about_documents:
        return
    billing = BillingSettings()
    if not billing.has_files:
        return
    at, since, texts = now(), await find_since(tx), await get_texts(tx)
    returns = await find_returns_of_credits(tx, [one.document.decision_id for one in undecided])
    messages = [
        about_document(
            one.document,
            one.addressee,
            at=at,
            wait=billing.file_wait,
            texts=texts,
            return_number=returns.get(one.document.decision_id),
        )
        for one in undecided
        if is_to_be_told(one.document, at=at, since=since, cancellation_told=one.cancellation_told)
    ]
    if messages:
        await store.insert_messages(tx, messages)
        await wait_for_files(tx, [message.message_id for message in messages])


async def keep_credits_of_returns(tx: Tx, events: Sequence[ReturnCreditDecided]) -> None:
    """Billing is told of it by the same event, and issues the credit note later."""
    await insert_credits_of_returns(tx, events)
