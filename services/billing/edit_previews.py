"""What an edit of an order makes of its documents and its money, asked for before it is done."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.billing.account import Account, get_account
from services.billing.documents.left_to_credit import lefts_of
from services.billing.ledger.model import Balance, balance_of
from services.billing.model import OrderState
from shared.http import Caller, Reading, scope
from shared.json_limits import Many
from shared.money import exactly
from shared.refused import Refused
from shared.schemas.billing import Invoicing
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, PositiveOrZero, Sum

router = APIRouter()


class NoSuchAmount(Refused):
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


class EditPreview(Contract):
    """`credits` are issued for invoices in whole or for what is left of them, and an invoice over `gross`: once what it
    `waits_for` is there. `due` and `balance` are those after the edit; a balance above zero is owed to the customer.
    """

    order_id: UUID
    currency: Currency | None
    gross: Amount
    credits: Many[CreditOfEdit]
    waits_for: WaitsFor | None
    paid: Sum
    due: Sum
    balance: Amount


@router.get("/orders/{order_id}/edit-preview")
async def get_edit_preview(
    order_id: UUID, caller: Annotated[Caller, scope("billing:read")], queries: Reading, gross: PositiveOrZero
) -> EditPreview:
    """What follows where an edit brings the order to this total, VAT included. Nothing is issued."""
    account = await get_account(queries, order_id)
    currency = account.order.currency
    exact = exactly(gross, currency) if currency else gross
    if exact is None:
        raise NoSuchAmount(f"{gross} has more decimals than {currency}", field="gross")
    after = balance_of(exact, account.entries, account.zero)
    return EditPreview(
        order_id=order_id,
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
