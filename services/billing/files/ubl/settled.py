"""What is charged and how it is paid, in UBL: BG-16, BG-20 to BG-23, and the totals of BG-22."""

from collections.abc import Iterable
from decimal import Decimal

from services.billing.documents.model import Document, DocumentKind
from services.billing.files.in_euros import EURO
from services.billing.files.net_amounts import ZERO, NetAmounts
from services.billing.files.settlement import Settlement
from services.billing.files.ubl.values import allowance, money, tax
from services.billing.files.words import PAGE
from services.billing.files.xml.element import Element
from services.billing.files.xml.element import element as ubl
from services.billing.files.xml.lines import DISCOUNT, charge_words
from services.billing.files.xml.settled import FREIGHT, SEPA_TRANSFER


def payment(document: Document, settlement: Settlement) -> Iterable[Element | None]:
    """How it is paid; of a credit, that it is given (BT-20)."""
    if document.kind is not DocumentKind.INVOICE:
        yield ubl("cac:PaymentTerms", ubl("cbc:Note", PAGE[document.language]["given"]))
    elif settlement.due and document.seller.iban and document.currency == "EUR":
        yield _transfer(document, document.seller.iban)


def _transfer(document: Document, iban: str) -> Element | None:
    return ubl(
        "cac:PaymentMeans",
        ubl("cbc:PaymentMeansCode", SEPA_TRANSFER),
        ubl("cbc:PaymentID", document.number),
        ubl(
            "cac:PayeeFinancialAccount",
            ubl("cbc:ID", iban),
            ubl("cbc:Name", document.seller.name),
            ubl("cac:FinancialInstitutionBranch", ubl("cbc:ID", document.seller.bic)),
        ),
    )


def charges(document: Document, nets: NetAmounts) -> Iterable[Element | None]:
    discount = PAGE[document.language]["order_discount"]
    for part in nets.discounts:
        yield allowance(document, part.amount, discount, is_charge=False, code=DISCOUNT, rate=part.rate)
    for part in nets.charges:
        code = FREIGHT if part.name == "shipping" else None
        words = charge_words(document, part)
        yield allowance(document, part.amount, words, is_charge=True, code=code, rate=part.rate)


def rates(document: Document, nets: NetAmounts) -> Element | None:
    """BT-110 and BG-23."""
    of_rates = [
        ubl(
            "cac:TaxSubtotal",
            money(document, "cbc:TaxableAmount", at.net),
            money(document, "cbc:TaxAmount", at.vat),
            tax(document, at.rate, why=True),
        )
        for at in nets.rates
    ]
    return ubl("cac:TaxTotal", money(document, "cbc:TaxAmount", document.totals.vat), *of_rates)


def in_euros(settlement: Settlement) -> Element | None:
    """BT-111."""
    euros = settlement.in_euros
    return ubl("cac:TaxTotal", ubl("cbc:TaxAmount", f"{euros.vat:f}", currencyID=EURO)) if euros else None


def sums(document: Document, nets: NetAmounts, settlement: Settlement) -> Element | None:
    totals, has_lines = document.totals, bool(nets.lines)
    due = settlement.due if document.kind is DocumentKind.INVOICE else totals.gross
    named: list[tuple[str, Decimal]] = [
        ("LineExtension", nets.of_lines if has_lines else nets.of_charges),
        ("TaxExclusive", totals.net),
        ("TaxInclusive", totals.gross),
        ("AllowanceTotal", nets.of_discounts),
        ("ChargeTotal", nets.of_charges if has_lines else ZERO),
        ("Prepaid", settlement.paid),
        *([("PayableRounding", -settlement.written_off)] if settlement.written_off else []),
        ("Payable", due),
    ]
    return ubl("cac:LegalMonetaryTotal", *(money(document, f"cbc:{name}Amount", amount) for name, amount in named))
