"""Which invoice of an order a credit note is about, and why there can be none."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.billing.documents.left_to_credit import Left
from services.billing.documents.model import Document, Draft
from services.billing.documents.partial_credit import NothingLeft, OverCrediting
from services.billing.model import Order, OrderIsCancelled, OrderState
from shared.refused import Refused


class NotInvoiced(Refused):
    type = "not-invoiced"


class EditWaits(Refused):
    type = "edit-waits"


class SeveralInvoices(Refused):
    type = "several-invoices"


class LinesOfSeveralInvoices(Refused):
    type = "lines-of-several-invoices"


class CreditAlreadyIssued(Refused):
    type = "credit-already-issued"
    field = "reference"


def refuse_issued(documents: Sequence[Document], draft: Draft) -> None:
    """Who is told twice of one credit, by its own number, would issue it twice; of other amounts it may be several."""
    for document in documents:
        if draft.reference and _told(document) == _told(draft):
            raise CreditAlreadyIssued(
                f"{document.number} has this reference and amount already: it is that credit",
                brief="this credit is issued already",
            )


def _told(credit: Draft) -> tuple[object, ...]:
    return (credit.reference, credit.original and credit.original.invoice_id, credit.totals.gross)


def refusal_of_credit(order: Order, lefts: Sequence[Left]) -> Refused | None:
    """Why the order gets no credit note whatever is left; None when it can get one."""
    if order.state is OrderState.CANCELLED:
        return OrderIsCancelled(f"order {order.number} is cancelled: its cancellation has credited what was left")
    if order.edit_waits:
        return EditWaits(f"order {order.number} was edited on hold: its invoice is replaced once it is resumed")
    if not lefts:
        return NotInvoiced(f"order {order.number or order.order_id} has no invoice to credit yet")
    return None


def can_be_credited(order: Order, lefts: Sequence[Left]) -> bool:
    return refusal_of_credit(order, lefts) is None and bool(_creditable(lefts))


def invoice_to_credit(
    order: Order, lefts: Sequence[Left], invoice_id: UUID | None, *, nothing: type[OverCrediting] = OverCrediting
) -> Left:
    """The invoice of this id, or else the only one with something left; refuses where that is none or several."""
    if refusal := refusal_of_credit(order, lefts):
        raise refusal
    if invoice_id:
        lefts = [left for left in lefts if left.invoice.document_id == invoice_id]
    if len(lefts) == 1:  # what more is asked for than is left of it, the arithmetic refuses by line
        return lefts[0]
    creditable = _creditable(lefts)
    if not creditable:
        raise nothing(f"nothing is left to credit of the invoices of order {order.number}")
    if len(creditable) > 1:
        numbers = ", ".join(left.invoice.number for left in creditable)
        raise SeveralInvoices(
            f"order {order.number} has several invoices to credit ({numbers}): name one by invoice_id",
            brief=f"order {order.number} has several invoices to credit: name one by invoice_id",
        )
    return creditable[0]


def invoice_with_units(order: Order, lefts: Sequence[Left], units: Mapping[int, int]) -> Left:
    """The oldest invoice that has all these units, by line, left to credit; where only one has something left, that.

    Raises what `invoice_to_credit` refuses, and LinesOfSeveralInvoices.
    """
    creditable = _creditable(lefts)
    if refusal_of_credit(order, lefts) or len(creditable) < 2:
        return invoice_to_credit(order, lefts, None, nothing=NothingLeft)
    for left in creditable:
        if all(_units_left(left, line_no) >= quantity for line_no, quantity in units.items()):
            return left
    each = [f"{left.invoice.number} has {_told_units(left, units)}" for left in creditable]
    raise LinesOfSeveralInvoices(
        f"no invoice of order {order.number} has all of these goods left to credit: {'; '.join(each)}."
        " Credit those of each invoice apart",
        brief=f"no invoice of order {order.number} has all of these goods left to credit: credit those of each apart",
    )


def _units_left(left: Left, line_no: int) -> int:
    return left.parts[line_no].quantity_left if line_no in left.parts else 0


def _told_units(left: Left, units: Mapping[int, int]) -> str:
    there = [f"{count} of line {line_no}" for line_no in units if (count := _units_left(left, line_no))]
    return ", ".join(there[:20]) or "none of them"


def _creditable(lefts: Sequence[Left]) -> Sequence[Left]:
    return [left for left in lefts if not left.nothing]
