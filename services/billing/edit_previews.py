"""What an edit of an order makes of its documents and its money, asked for before it is done."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.billing.account import Account, get_account
from services.billing.documents.left_to_credit import lefts_of
from services.billing.documents.model import Charge, DocumentKind, DocumentLine, Original
from services.billing.ledger.model import Balance, balance_of
from services.billing.model import OrderState
from services.billing.settings import SellerSettings
from services.billing.usecases.replace_invoices import drafts_of_edit
from shared.http import Caller, Reading, scope
from shared.json_limits import Many
from shared.money import exactly
from shared.refused import Refused
from shared.schemas.billing import Invoicing, VatExemption
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, PositiveOrZero, Sum, Totals
from shared.schemas.orders.edit_previews import EditToPreview
from shared.schemas.values import Text
from shared.stored_settings import get_settings

router = APIRouter()


class NoSuchAmount(Refused):
    type = "invalid-request"
    status = 422


class OtherOrder(Refused):
    type = "invalid-request"
    status = 422


class WaitsFor(StrEnum):
    """For what the new invoice waits: the end of the hold, the payment, or somebody who makes it."""

    RESUMPTION = "resumption"
    PAYMENT = "payment"
    BY_HAND = "by_hand"


class CreditOfEdit(Contract):
    invoice_number: str
    gross: Amount


class DocumentOfEdit(Contract):
    """A document as it would be issued, but for its number and day; a credit is of the `original` invoice."""

    kind: DocumentKind
    original: Original | None
    replaces: Original | None
    lines: Many[DocumentLine]
    shipping: Charge | None
    payment: Charge | None
    totals: Totals
    vat_exemption: VatExemption | None
    reason: Text | None


class EditPreview(Contract):
    """`credits` are issued for invoices in whole or for what is left of them, and an invoice over `gross`: once what it
    `waits_for` is there. `due` and `balance` are those after the edit; a balance above zero is owed to the customer.
    `documents` are the credits and the invoice whole, where all of the edit was told.
    """

    order_id: UUID
    currency: Currency | None
    gross: Amount
    credits: Many[CreditOfEdit]
    waits_for: WaitsFor | None
    paid: Sum
    due: Sum
    balance: Amount
    documents: Many[DocumentOfEdit] = ()


@router.get("/orders/{order_id}/edit-preview")
async def get_edit_preview(
    order_id: UUID, caller: Annotated[Caller, scope("billing:read")], queries: Reading, gross: PositiveOrZero
) -> EditPreview:
    """What follows where an edit brings the order to this total, VAT included. Nothing is issued."""
    return _preview(await get_account(queries, order_id), gross)


@router.post("/orders/{order_id}/edit-previews")
async def post_edit_preview(
    order_id: UUID, body: EditToPreview, caller: Annotated[Caller, scope("billing:read")], queries: Reading
) -> EditPreview:
    """The same of an edit as orders would announce it, with the documents as they would be. Nothing is issued."""
    edit = body.edit
    if edit.order_id != order_id:
        raise OtherOrder(f"this edit is of order {edit.order_id}, not of {order_id}", field="edit/order_id")
    account = await get_account(queries, order_id)
    seller = await get_settings(queries, SellerSettings)
    credits, invoice = drafts_of_edit(edit.as_placed, account.documents, edit.sequence, seller)
    documents = tuple(
        DocumentOfEdit.model_construct(**{name: getattr(draft, name) for name in DocumentOfEdit.model_fields})
        for draft in (*credits, invoice)
    )
    return _preview(account, edit.totals.gross).model_copy(update={"documents": documents})


def _preview(account: Account, gross: Decimal) -> EditPreview:
    currency = account.order.currency
    exact = exactly(gross, currency) if currency else gross
    if exact is None:
        raise NoSuchAmount(f"{gross} has more decimals than {currency}", field="gross")
    after = balance_of(exact, account.entries, account.zero)
    return EditPreview(
        order_id=account.order.order_id,
        currency=currency,
        gross=exact,
        credits=tuple(
            CreditOfEdit(invoice_number=left.invoice.number, gross=left.gross)
            for left in lefts_of(account.documents)
            if not left.nothing
        ),
        waits_for=_waits_for(account, after),
        paid=after.paid,
        due=after.due,
        balance=after.balance,
    )


def _waits_for(account: Account, after: Balance) -> WaitsFor | None:
    order = account.order
    if order.held:
        return WaitsFor.RESUMPTION
    if order.state is OrderState.INVOICED or order.invoicing is Invoicing.ON_PLACEMENT:
        return None
    if order.invoicing is Invoicing.BY_HAND:
        return WaitsFor.BY_HAND
    return WaitsFor.PAYMENT if after.due else None
