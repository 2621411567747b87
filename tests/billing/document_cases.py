"""Documents of every kind that billing issues, as the judge of files and the tests of files take them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from services.billing.documents.credit_document import draft_credit
from services.billing.documents.exemption import exemption_of
from services.billing.documents.keep_fees import keep_fees
from services.billing.documents.left_to_credit import Credit, after, credit_everything
from services.billing.documents.model import Document, DocumentKind, Operation, Original
from services.billing.documents.partial_credit import credit_amount, credit_parts
from services.billing.files.in_euros import in_euros
from services.billing.files.settlement import Received, Settlement
from services.billing.rates.model import EuroRate
from services.billing.settings import SellerSettings
from shared.schemas.orders import Address, Customer
from tests.billing.invoices import fresh, sold

SELLER = SellerSettings(
    legal_name="Maison Lumière",
    email="facturation@lumiere.example",
    iban="FR76 3000 6000 0112 3456 7890 189",
    bic="AGRIFRPP",
)
NANTES = Address(street="3 rue du Port", postal_code="44000", city="Nantes", country="FR")
PARIS = Address(
    name="Zoé Martin", street="8 rue de la Paix\nBâtiment B", postal_code="75002", city="Paris", country="FR"
)
CONSUMER = Customer(reference="C-17", name="Zoé Martin", email="zoe@example.org", billing_address=NANTES)
COMPANY = Customer(
    reference="C-18",
    name="Jean Dupont",
    email="achats@dupont.example",
    vat_number="FR96552100554",
    billing_address=NANTES.model_copy(update={"company": "Dupont SA"}),
)
OLD = Original(invoice_id=UUID(int=1), number="FA-2026-000003", issued_on=date(2026, 2, 27))


class Case(NamedTuple):
    document: Document
    settlement: Settlement


def case(
    *lines: tuple[int, str, str, str],
    customer: Customer = CONSUMER,
    language: str = "fr",
    seller: Mapping[str, Any] | None = None,
    operation: Operation = Operation.GOODS,
    delivered: bool = True,
    paid: str = "0",
    written_off: str = "0",
    reference: str | None = None,
    euro: str | None = None,
    replaces: Original | None = None,
    **more: Any,
) -> Case:
    """An invoice of lines (quantity, unit price, discount, VAT rate); `more` as `sold` takes it.

    `euro` is what one is in its currency.
    """
    document = sold(*(lines or ((2, "12.50", "0", "20"),)), **more)
    updates = {
        "customer": customer,
        "language": language,
        "seller": SELLER.model_copy(update=dict(seller or {})).seller(),
        "operation": operation,
        "due_on": date(2026, 4, 1),
        "supplied_on": date(2026, 2, 28),
        "issued_at": datetime(2026, 3, 2, 10, tzinfo=UTC),
        "order_reference": reference,
        "replaces": replaces,
    }
    document = document.model_copy(update=updates)
    document = document.model_copy(update={"vat_exemption": exemption_of(document, delivered=delivered)})
    received = Decimal(paid)
    payments = [Received(date(2026, 3, 1), "card", received)] if received else []
    rate = EuroRate(currency=document.currency, day=date(2026, 2, 27), rate=Decimal(euro)) if euro else None
    euros = in_euros(document, [document], rate)
    due = document.totals.gross - received - Decimal(written_off)
    return Case(document, Settlement(received, due, payments, euros, written_off=Decimal(written_off)))


def credited(
    invoice: Case,
    credit: Credit | None = None,
    *,
    kind: DocumentKind = DocumentKind.CREDIT_NOTE,
    reason: str | None = None,
) -> Case:
    """The document that gives this credit, or all that is left."""
    left = fresh(invoice.document)
    draft = draft_credit(
        invoice.document,
        credit or credit_everything(left),
        kind,
        document_id=invoice.document.document_id,
        seller=invoice.document.seller,
        reason=reason,
        reference=None,
    )
    issued_at = datetime(2026, 3, 9, 10, tzinfo=UTC)
    document = draft.issue(number="AV-2026-000003", issued_at=issued_at, issued_on=date(2026, 3, 9), due_on=None)
    euros = invoice.settlement.in_euros
    return Case(document, Settlement(in_euros=in_euros(document, [], euros and euros.rate)))


def parts(invoice: Case, quantities: Mapping[int, int], charges: tuple[int, ...] = ()) -> Case:
    return credited(invoice, credit_parts(fresh(invoice.document), quantities, charges), reason="Cassé à l’arrivée")


def kept(invoice: Case, quantities: Mapping[int, int], *, percent: str, postage: str = "0") -> Case:
    """Of a return, with fees."""
    left = fresh(invoice.document)
    credit = credit_parts(left, quantities)
    return credited(invoice, keep_fees(left, credit, percent=Decimal(percent), postage=Decimal(postage)))


def amount(invoice: Case, given: str) -> Case:
    return credited(invoice, credit_amount(fresh(invoice.document), Decimal(given)), reason="Geste commercial")


def abroad(country: str, *, vat_number: str | None = None, **address: Any) -> Customer:
    where = Address(street="1 High Street", postal_code="10115", city="Town", country=country, **address)
    return Customer(name="Anna Smith", vat_number=vat_number, billing_address=where)


THREE_RATES = ((3, "19.99", "0", "20"), (1, "7.35", "0.35", "10"), (7, "2.10", "0", "5.5"))
COSTS: dict[str, Any] = {"shipping": ("6.90", "20"), "cost": ("1.50", "20")}
MANY = [(n % 9 + 1, f"{n % 37 + 1}.{n % 90 + 10}", "0", ("20", "10", "5.5")[n % 3]) for n in range(200)]
LONG = ("Lampe de bureau articulée en laiton brossé, abat-jour en opaline soufflée à la bouche, câble textile " * 2)[
    :200
]
NAMES = Customer(
    name="محمد عبد الله الأنصاري",
    billing_address=Address(
        name="Ελένη Παπαδοπούλου", company="北京华联商厦有限公司", street="Ærøvej 5, Łódź", postal_code="44000",
        city="Nantes", country="FR",
    ),
)  # fmt: skip


def long_names() -> Case:
    """Each as long as a line may be; one of each in a single word."""
    address = Address(company="Ä" * 200, street=LONG, postal_code="9" * 200, city=LONG, country="FR")
    customer = Customer(reference="R" * 200, name=LONG, billing_address=address, delivery_address=PARIS)
    document, settlement = case(*THREE_RATES, customer=customer, reference="P" * 200)
    titles = [("W" * 200, "S" * 64), (LONG, "SKU-2"), ("i" * 200, "m" * 64)]
    lines = [
        line.model_copy(update={"title": title, "sku": sku})
        for line, (title, sku) in zip(document.lines, titles, strict=True)
    ]
    return Case(document.model_copy(update={"lines": tuple(lines)}), settlement)


@cache
def all_cases() -> dict[str, Case]:
    mixed = case(*THREE_RATES, discount="10", **COSTS)
    mixed_net = case(*THREE_RATES, includes_vat=False, discount="10", customer=COMPANY, **COSTS)
    german = abroad("DE", vat_number="DE123456789")
    within = case((2, "50.00", "0", "0"), customer=german)
    reverse = case((2, "50.00", "0", "0"), customer=german, operation=Operation.SERVICES)
    pounds = case(*THREE_RATES, currency="GBP", language="en", customer=abroad("GB"), euro="0.87135")
    published = case((10, "23.90", "59.75", "20"))
    cases = {
        "consumer": case(),
        "consumer in english": case(language="en"),
        "business": case(customer=COMPANY),
        "business in english": case(customer=COMPANY, language="en"),
        "purchase order": case(customer=COMPANY, reference="PO-4711"),
        "prices without VAT": case((3, "83.33", "0", "20"), includes_vat=False, customer=COMPANY),
        "three rates": case(*THREE_RATES),
        "three rates without VAT": case(*THREE_RATES, includes_vat=False),
        "discounts and costs": mixed,
        "discounts and costs without VAT": mixed_net,
        "costs at another rate": case((2, "12.50", "0", "5.5"), **COSTS),
        "delivered elsewhere": case(customer=CONSUMER.model_copy(update={"delivery_address": PARIS})),
        "services": case((1, "120.00", "0", "20"), operation=Operation.SERVICES),
        "goods and services": case((1, "120.00", "0", "20"), (1, "9.00", "0", "20"), operation=Operation.BOTH),
        "VAT on debits": case(operation=Operation.SERVICES, seller={"vat_on_debits": True}),
        "paid": case(paid="25.00"),
        "paid in part": case(paid="10.00"),
        "paid but for a cent": case(paid="24.99", written_off="0.01"),
        "paid business": case(customer=COMPANY, paid="25.00", language="en"),
        "without IBAN": case(seller={"iban": None, "bic": None}),
        "without BIC": case(seller={"bic": None}),
        "without e-mail": case(seller={"email": None}),
        "export": case((2, "50.00", "0", "0"), customer=abroad("CH")),
        "overseas": case((2, "50.00", "0", "0"), customer=abroad("RE")),
        "within the EU": within,
        "within the EU in english": case((2, "50.00", "0", "0"), customer=german, language="en"),
        "within the EU with postage": case((2, "50.00", "0", "0"), customer=german, shipping=("9.00", "0")),
        "reverse charge": reverse,
        "small business": case((2, "50.00", "0", "0"), seller={"small_business": True}),
        "small business without VAT number": case(
            (2, "50.00", "0", "0"), seller={"small_business": True, "vat_number": None}
        ),
        "no reason stated": case((2, "50.00", "0", "0"), (1, "12.00", "0", "20")),
        "a gift beside": case((1, "10.00", "0", "20"), (1, "0.00", "0", "20")),
        "nothing to pay": case((1, "10.00", "10.00", "20")),
        "fractions of a cent": case((1000, "0.0125", "0", "20"), includes_vat=False),
        "a million pieces": case((1_000_000, "0.03", "0", "20")),
        "pounds": pounds,
        "pounds in french": case(*THREE_RATES, currency="GBP", euro="0.87", **COSTS),
        "swiss francs without VAT included": case(
            *THREE_RATES, includes_vat=False, currency="CHF", euro="0.9312", customer=COMPANY
        ),
        "yen with VAT": case((3, "1200", "0", "20"), currency="JPY", euro="182.41"),
        "credit in pounds": parts(pounds, {1: 1}),
        "cancellation in pounds": credited(pounds, kind=DocumentKind.CANCELLATION_INVOICE),
        "dollars without VAT": case((2, "50.00", "0", "0"), currency="USD", language="en", customer=abroad("US")),
        "yen": case((3, "1200", "0", "0"), currency="JPY", language="en", customer=abroad("JP")),
        "replacement": case(replaces=OLD),
        "replacement in english": case(replaces=OLD, language="en", customer=COMPANY),
        "names of many scripts": case(customer=NAMES),
        "200 lines": case(*MANY),
        "names of 200 characters": long_names(),
        "2.1 % and 8.5 %": case((3, "4.90", "0", "2.1"), (2, "17.35", "0", "8.5")),
        "published case": published,
        "credit of one unit": parts(mixed, {1: 1}),
        "credit of a line and shipping": parts(mixed, {2: 1}, (0,)),
        "credit of shipping alone": parts(mixed, {}, (0,)),
        "credit of costs alone": parts(mixed_net, {}, (0, -1)),
        "credit with a fee": kept(case((2, "44.91", "0", "20")), {1: 2}, percent="5"),
        "credit with fees of prices without VAT": kept(mixed_net, {1: 1, 2: 1}, percent="10", postage="6.50"),
        "credit of an amount": amount(mixed, "10.00"),
        "credit of an amount without VAT": amount(mixed_net, "33.33"),
        "credit of a cent": amount(mixed, "0.01"),
        "credit in full": credited(mixed, reason="Retour"),
        "credit within the EU": credited(within),
        "credit with reverse charge": amount(reverse, "20.00"),
        "published case, one unit": parts(published, {1: 1}),
        "cancellation": credited(mixed, kind=DocumentKind.CANCELLATION_INVOICE),
        "cancellation without VAT": credited(mixed_net, kind=DocumentKind.CANCELLATION_INVOICE),
        "cancellation of a small business": credited(
            case((2, "50.00", "0", "0"), seller={"small_business": True}, language="en"),
            kind=DocumentKind.CANCELLATION_INVOICE,
        ),
    }  # fmt: skip
    rest = credit_everything(after(fresh(mixed.document), credit_amount(fresh(mixed.document), Decimal("10.00"))))
    cases["cancellation of what is left"] = credited(mixed, rest, kind=DocumentKind.CANCELLATION_INVOICE)
    return cases
