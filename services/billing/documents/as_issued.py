"""Documents that were issued are made again for a database that does not know them; their hash proves them the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from services.billing.documents import store
from services.billing.documents.credit_document import draft_credit
from services.billing.documents.left_to_credit import PAYMENT, SHIPPING, ZERO, Credit, Left, credit_everything
from services.billing.documents.model import Document, DocumentKind, Draft, canonical, chained
from services.billing.documents.store import Numbered, SeriesEnd
from services.billing.settings import SellerSettings, Series
from shared.schemas.billing import (
    CancellationInvoiceIssued,
    CreditIssued,
    CreditNoteIssued,
    EditedOrderCredited,
    InvoiceIssued,
)
from shared.transaction import Tx


class Place(NamedTuple):
    """Of a document in its series, as its number has it."""

    series: Series
    prefix: str
    year: int
    position: int


def place_of(event: InvoiceIssued | CreditIssued) -> Place:
    prefix, year, position = event.number.split("-")
    series = Series.INVOICES if isinstance(event, InvoiceIssued) else Series.CREDITS
    return Place(series, prefix, int(year), int(position))


class Ends:
    """The ends of the number series while documents are taken back, and the hashes of these as they were issued."""

    def __init__(self, tx: Tx, settings: SellerSettings) -> None:
        self.tx = tx
        self.settings = settings
        self._announced: dict[tuple[str, int], bytes] = {}

    async def lock(self, place: Place, issued_at: datetime) -> SeriesEnd:
        entity = self.settings.legal_entity
        await store.insert_series(self.tx, SeriesEnd(entity, place.series, place.prefix, place.year, 0, issued_at, b""))
        end = await store.lock_series(self.tx, entity, place.prefix, place.year)
        assert end is not None
        return end

    async def refusal(self, document: Document, announced: str | None, end: SeriesEnd, place: Place) -> str:
        """Why the document is not just the one that was issued; nothing if it is."""
        if place.position > end.last_position + 1:
            return "the document before it is missing"
        if announced is None:  # its event is of a version that did not tell it
            return ""
        previous = self._announced.get((place.prefix, place.year), end.last_hash)
        if chained(previous, canonical(document)).hex() != announced:
            return "it is not just as it was issued, as where the seller's settings have changed since"
        return ""

    async def write(self, document: Document, announced: str | None, end: SeriesEnd, place: Place) -> None:
        json = canonical(document)
        hashed = chained(end.last_hash, json)
        if announced:
            self._announced[place.prefix, place.year] = bytes.fromhex(announced)
        end = replace(end, last_position=place.position, last_issued_at=document.issued_at, last_hash=hashed)
        numbered = Numbered(document, place.position, json.decode(), hashed)
        await store.insert_documents(self.tx, [numbered], end=end, issued_on=document.issued_on)

    async def pass_over(self, announced: str | None, end: SeriesEnd, place: Place, issued_at: datetime) -> None:
        """A number that was given is not given again, though its document cannot be taken back."""
        if place.position <= end.last_position:
            return
        if announced:
            self._announced[place.prefix, place.year] = bytes.fromhex(announced)
        await store.update_series(self.tx, replace(end, last_position=place.position, last_issued_at=issued_at))


def invoice_as_issued(draft: Draft, event: InvoiceIssued) -> Document:
    return draft.issue(number=event.number, issued_at=event.issued_at, issued_on=event.issued_on, due_on=event.due_on)


def credit_as_issued(left: Left, event: CreditIssued, settings: SellerSettings) -> Document | None:
    """None where its event does not tell all of it."""
    credit = _credit(left, event)
    if credit is None:
        return None
    is_note = isinstance(event, CreditNoteIssued | EditedOrderCredited)
    draft = draft_credit(
        left.invoice,
        credit,
        DocumentKind.CREDIT_NOTE if is_note else DocumentKind.CANCELLATION_INVOICE,
        document_id=event.document_id,
        seller=settings.seller(),
        reason=event.reason if isinstance(event, CreditNoteIssued | EditedOrderCredited) else None,
        reference=event.reference if isinstance(event, CreditNoteIssued) else None,
        restocked={line.line_no for line in event.lines if line.restock} if isinstance(event, CreditNoteIssued) else (),
        return_id=event.return_id if isinstance(event, CreditNoteIssued) else None,
        decision_id=event.decision_id if isinstance(event, CreditNoteIssued) else None,
        edited=(event.edited or 0) if isinstance(event, CreditNoteIssued | EditedOrderCredited) else 0,
    )
    return draft.issue(number=event.number, issued_at=event.issued_at, issued_on=event.issued_on, due_on=None)


def _credit(left: Left, event: CreditIssued) -> Credit | None:
    if isinstance(event, CancellationInvoiceIssued | EditedOrderCredited):
        return credit_everything(left)
    assert isinstance(event, CreditNoteIssued)
    of = {line.line_no: (line.quantity, line.amount) for line in event.lines}
    charges = {SHIPPING: event.shipping, PAYMENT: event.payment_costs}
    given = {place: amount for place, amount in charges.items() if amount is not None}
    total = event.totals.gross if left.invoice.prices_include_vat else event.totals.net
    rest = total - sum((amount for _, amount in of.values()), ZERO) - sum(given.values(), ZERO)
    if rest and event.hash is None and not given:
        given = dict(_charges_of(left, rest))
    if sum(given.values(), ZERO) + sum((amount for _, amount in of.values()), ZERO) != total:
        return None
    kept = {line.line_no: line.kept for line in event.lines if line.kept is not None}
    return Credit(of | {place: (0, amount) for place, amount in given.items()}, event.totals, kept)


def _charges_of(left: Left, rest: Decimal) -> Mapping[int, Decimal]:
    """Which costs an event of a version that did not tell it gave back: those that make up the rest."""
    amounts = {place: left.parts[place].amount_left for place in (SHIPPING, PAYMENT) if place in left.parts}
    for given in ({SHIPPING}, {PAYMENT}, {SHIPPING, PAYMENT}):
        if given <= amounts.keys() and sum(amounts[place] for place in given) == rest:
            return {place: amounts[place] for place in given}
    return {}
