"""Legal documents: their numbers, their content, frozen when issued, and the hash that chains a series."""

import hashlib
import json
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.billing.settings import Seller
from shared.refused import NotFound
from shared.schemas.billing import VatExemption
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, Sum, Totals, VatRate
from shared.schemas.orders import Customer
from shared.schemas.values import Instant, Language, Line, Sku, Text


class DocumentNotFound(NotFound):
    type = "document-not-found"


class DocumentKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    CANCELLATION_INVOICE = "cancellation_invoice"


class Operation(StrEnum):
    """The nature of what was sold, a mandatory mention."""

    GOODS = "goods"
    SERVICES = "services"
    BOTH = "both"


class DocumentLine(Contract):
    """A line as invoiced, or the part of it that is given back: then `quantity` and `payable` are that part.

    `total` is quantity × unit_price − discount, `payable` what is left of it after the order's discount, both in the
    document's price basis. A quantity of 0 means that money is given back for the line but no goods. `restock`: its
    units that had left are back and go into stock. `kept` is what of the units' worth is not given back, as a fee.
    """

    line_no: int
    sku: Sku
    title: Line
    quantity: int
    unit_price: Amount
    discount: Sum
    vat_rate: VatRate
    total: Amount
    payable: Amount
    restock: bool | None = None
    kept: Amount | None = None


class Charge(Contract):
    """Shipping or payment costs, in the document's price basis."""

    method: Line
    payable: Amount
    vat_rate: VatRate


class Original(Contract):
    """The invoice that a credit note or cancellation invoice refers to, as it must, or that another one replaces."""

    invoice_id: UUID
    number: str
    issued_on: date


class Draft(Contract):
    """The content of a document but for what issuing it adds. All amounts are positive, of credits too.

    `replaces` is the invoice, credited in full, in whose place this one is issued; see replaced_invoice.py.
    `edited` is the version of the order's last edit by then, null where there was none.
    `vat_exemption` is why it has no VAT at some rate, null where it has; see exemption.py.
    A credit note may be of a return, whose `decision_id` it carries out.
    """

    document_id: UUID
    kind: DocumentKind
    supplied_on: date
    original: Original | None = None
    replaces: Original | None = None
    order_id: UUID
    order_number: str
    order_reference: Line | None = None
    language: Language
    currency: Currency
    prices_include_vat: bool
    operation: Operation
    seller: Seller
    customer: Customer
    lines: tuple[DocumentLine, ...]
    shipping: Charge | None = None
    payment: Charge | None = None
    totals: Totals
    vat_exemption: VatExemption | None = None
    reason: Text | None = None
    reference: Line | None = None
    edited: int | None = None
    return_id: UUID | None = None
    decision_id: UUID | None = None

    def issue(self, *, number: str, issued_at: datetime, issued_on: date, due_on: date | None) -> "Document":
        return Document.model_construct(
            **self.__dict__, number=number, issued_at=issued_at, issued_on=issued_on, due_on=due_on
        )


class Document(Draft):
    """The content of an issued document; it never changes. `issued_on` is the day where the seller is."""

    number: str
    issued_at: Instant
    issued_on: date
    due_on: date | None = None


def number(prefix: str, year: int, position: int) -> str:
    """Such as FA-2026-000001."""
    return f"{prefix}-{year}-{position:06d}"


def canonical(document: Document) -> bytes:
    """The JSON that is stored and hashed: sorted keys, no spaces, UTF-8; the database may lay it out in its own way."""
    return canonical_json(document.model_dump(mode="json", exclude_none=True))


def canonical_json(content: Any) -> bytes:
    """Of a document that was read back as it is stored, whatever has become of the model since."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chained(previous: bytes, document: bytes) -> bytes:
    """A document's hash covers the hash before it in its series (CGI 289-V): nothing can be slipped in or altered."""
    return hashlib.sha256(previous + document).digest()
