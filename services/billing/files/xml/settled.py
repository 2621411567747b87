"""What is charged and how it is paid: VAT by rate, discounts and costs, totals, what is due and until when."""

from decimal import Decimal
from functools import partial

from services.billing.documents.model import Document, DocumentKind
from services.billing.files.in_euros import EURO
from services.billing.files.mentions import exemption_words
from services.billing.files.net_amounts import ZERO, NetAmounts, NetPart
from services.billing.files.settlement import Settlement
from services.billing.files.vat_category import category_of
from services.billing.files.words import PAGE
from services.billing.files.xml import values
from services.billing.files.xml.element import Element
from services.billing.files.xml.element import element as ram
from services.billing.files.xml.lines import DISCOUNT, charge_words
from services.billing.files.xml.values import day, indicator, percent, tax
from shared.schemas.money import VatAmount

SEPA_TRANSFER, VAT_ON_DEBITS, FREIGHT = "58", "5", "FC"
"""Codes of UNTDID 4461, 2475 and 7161."""


def settled(document: Document, nets: NetAmounts, settlement: Settlement) -> Element | None:
    is_invoice, original = document.kind is DocumentKind.INVOICE, document.original or document.replaces
    has_lines = bool(nets.lines)
    due = settlement.due if is_invoice else document.totals.gross
    amount = partial(values.amount, document)
    totals = document.totals
    return ram(
        "ram:ApplicableHeaderTradeSettlement",
        ram("ram:PaymentReference", document.number),
        ram("ram:TaxCurrencyCode", EURO) if settlement.in_euros else None,
        ram("ram:InvoiceCurrencyCode", document.currency),
        _payment_means(document, due) if is_invoice else None,
        *(_rate(document, at) for at in nets.rates),
        *(_discount(document, part) for part in nets.discounts),
        *(_charge(document, part) for part in nets.charges if has_lines),
        _terms(document, due),
        ram(
            "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
            ram("ram:LineTotalAmount", amount(nets.of_lines if has_lines else nets.of_charges)),
            ram("ram:ChargeTotalAmount", amount(nets.of_charges if has_lines else ZERO)),
            ram("ram:AllowanceTotalAmount", amount(nets.of_discounts)),
            ram("ram:TaxBasisTotalAmount", amount(totals.net)),
            ram("ram:TaxTotalAmount", amount(totals.vat), currencyID=document.currency),
            _in_euros(settlement),
            # BT-114: what is written off is neither paid nor due (BR-CO-16).
            ram("ram:RoundingAmount", amount(-settlement.written_off)) if settlement.written_off else None,
            ram("ram:GrandTotalAmount", amount(totals.gross)),
            ram("ram:TotalPrepaidAmount", amount(settlement.paid)),
            ram("ram:DuePayableAmount", amount(due)),
        ),
        ram(
            "ram:InvoiceReferencedDocument",
            ram("ram:IssuerAssignedID", original.number),
            ram("ram:FormattedIssueDateTime", day(original.issued_on, "qdt")),
        )
        if original
        else None,
    )


def _in_euros(settlement: Settlement) -> Element | None:
    """BT-111, of which BT-6 says the currency."""
    euros = settlement.in_euros
    return ram("ram:TaxTotalAmount", f"{euros.vat:f}", currencyID=EURO) if euros else None


def _payment_means(document: Document, due: Decimal) -> Element | None:
    seller = document.seller
    if not due or not seller.iban or document.currency != "EUR":
        return None
    return ram(
        "ram:SpecifiedTradeSettlementPaymentMeans",
        ram("ram:TypeCode", SEPA_TRANSFER),
        ram(
            "ram:PayeePartyCreditorFinancialAccount",
            ram("ram:IBANID", seller.iban),
            ram("ram:AccountName", seller.name),
        ),
        ram("ram:PayeeSpecifiedCreditorFinancialInstitution", ram("ram:BICID", seller.bic)),
    )


def _rate(document: Document, at: VatAmount) -> Element | None:
    """BG-23."""
    category = category_of(document.vat_exemption, at.rate)
    return ram(
        "ram:ApplicableTradeTax",
        ram("ram:CalculatedAmount", values.amount(document, at.vat)),
        ram("ram:TypeCode", "VAT"),
        ram("ram:ExemptionReason", exemption_words(document)) if category.reason else None,
        ram("ram:BasisAmount", values.amount(document, at.net)),
        ram("ram:CategoryCode", category.code),
        ram("ram:ExemptionReasonCode", category.reason),
        ram("ram:DueDateTypeCode", VAT_ON_DEBITS) if document.seller.vat_on_debits else None,
        ram("ram:RateApplicablePercent", percent(at.rate)),
    )


def _discount(document: Document, part: NetPart) -> Element | None:
    words = PAGE[document.language]["order_discount"]
    return _part(document, part, words, is_charge=False, code=DISCOUNT)


def _charge(document: Document, part: NetPart) -> Element | None:
    code = FREIGHT if part.name == "shipping" else None
    return _part(document, part, charge_words(document, part), is_charge=True, code=code)


def _part(document: Document, part: NetPart, words: str, *, is_charge: bool, code: str | None) -> Element | None:
    """BG-20 and BG-21."""
    return ram(
        "ram:SpecifiedTradeAllowanceCharge",
        indicator(is_charge=is_charge),
        ram("ram:ActualAmount", values.amount(document, part.amount)),
        ram("ram:ReasonCode", code),
        ram("ram:Reason", words),
        tax(category_of(document.vat_exemption, part.rate), part.rate, "ram:CategoryTradeTax"),
    )


def _terms(document: Document, due: Decimal) -> Element | None:
    """BT-20 and BT-9; of a credit, that it is given (BR-CO-25 wants one of the two)."""
    if document.kind is not DocumentKind.INVOICE:
        return ram("ram:SpecifiedTradePaymentTerms", ram("ram:Description", PAGE[document.language]["given"]))
    due_on = document.due_on or document.issued_on
    return ram("ram:SpecifiedTradePaymentTerms", ram("ram:DueDateDateTime", day(due_on))) if due else None
