"""A made-up invoice of the seller, to see how documents look: it has no number, and says that it is a sample."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from services.billing.documents.model import Charge, Document, DocumentKind, DocumentLine, Operation
from services.billing.files.settlement import Settlement
from services.billing.files.words import SAMPLE
from services.billing.settings import Seller
from shared.money import vat_amount
from shared.schemas.billing import VatExemption
from shared.schemas.money import Totals
from shared.schemas.orders import Address, Customer
from shared.schemas.values import Language

NOBODY = UUID(int=0)
CUSTOMERS: dict[Language, Customer] = {
    "en": Customer(
        name="Claire Example",
        billing_address=Address(street="12 Sample Street", postal_code="75002", city="Paris", country="FR"),
    ),
    "fr": Customer(
        name="Claire Exemple",
        billing_address=Address(street="12 rue de l’Exemple", postal_code="75002", city="Paris", country="FR"),
    ),
}
TITLES: dict[Language, tuple[str, str]] = {
    "en": ("Desk lamp in brushed brass", "Notebook, 96 pages"),
    "fr": ("Lampe de bureau en laiton brossé", "Carnet, 96 pages"),
}


class Sample(NamedTuple):
    document: Document
    settlement: Settlement


def sample_invoice(seller: Seller, language: Language, issued_at: datetime, issued_on: date) -> Sample:
    rate = Decimal(0) if seller.small_business else Decimal(20)
    lines = (_line(1, language, 2, "49.90", "9.98", rate), _line(2, language, 3, "7.50", "0", rate))
    shipping = Charge(method="Colissimo", payable=Decimal("6.90"), vat_rate=rate)
    basis = sum((line.payable for line in lines), shipping.payable)
    at_rate = vat_amount(rate, basis, includes_vat=True, currency="EUR")
    document = Document(
        document_id=NOBODY,
        kind=DocumentKind.INVOICE,
        supplied_on=issued_on,
        order_id=NOBODY,
        order_number="0000",
        language=language,
        currency="EUR",
        prices_include_vat=True,
        operation=Operation.GOODS,
        seller=seller,
        customer=CUSTOMERS[language],
        lines=lines,
        shipping=shipping,
        totals=Totals(net=at_rate.net, vat=at_rate.vat, gross=at_rate.gross, vat_by_rate=(at_rate,)),
        vat_exemption=VatExemption.SMALL_BUSINESS if seller.small_business else None,
        number=SAMPLE[language].upper(),
        issued_at=issued_at,
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=30),
    )
    return Sample(document, Settlement(due=document.totals.gross))


def _line(number: int, language: Language, quantity: int, price: str, discount: str, rate: Decimal) -> DocumentLine:
    total = quantity * Decimal(price) - Decimal(discount)
    return DocumentLine(
        line_no=number,
        sku=f"SKU-{number}",
        title=TITLES[language][number - 1],
        quantity=quantity,
        unit_price=Decimal(price),
        discount=Decimal(discount),
        vat_rate=rate,
        total=total,
        payable=total,
    )
