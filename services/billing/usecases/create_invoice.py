"""Somebody makes the invoice of an order that waits for it: by hand, or before it is paid."""

from uuid import UUID

from services.billing.documents.model import Document
from services.billing.store import get_order
from services.billing.usecases.issue_invoices import invoice
from shared.schemas.event import Contract
from shared.schemas.values import Actor
from shared.transaction import Tx


class CreateInvoice(Contract):
    order_id: UUID
    by: Actor


async def create_invoice(tx: Tx, command: CreateInvoice) -> Document:
    """Raises OrderNotFound, OrderIsCancelled, AlreadyInvoiced, OrderOnHold."""
    order = await get_order(tx, command.order_id)
    if refusal := order.refusal_of_invoice:
        raise refusal
    (issued,) = await invoice(tx, [order], {order.order_id}, {}, by=command.by)
    return issued
