"""What a document's XML says: each mandatory mention in its term of EN 16931, and amounts that add up to the cent."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from xml.etree import ElementTree

import pytest
from hypothesis import given

from services.billing.documents.model import Document
from services.billing.files.net_amounts import NetAmounts, net_amounts
from services.billing.files.settlement import Settlement
from services.billing.files.xml.factur_x import factur_x
from shared.money import cent, to_cent
from tests.billing.any_invoice import WISHES, Wish, credits_of, examples, invoices
from tests.billing.document_cases import all_cases, case
from tests.billing.invoices import issued

NAMES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
HEAD, TRADE = "rsm:ExchangedDocument", "rsm:SupplyChainTradeTransaction"
LINE = f"{TRADE}/ram:IncludedSupplyChainTradeLineItem"
AGREED = f"{TRADE}/ram:ApplicableHeaderTradeAgreement"
SELLER, BUYER = f"{AGREED}/ram:SellerTradeParty", f"{AGREED}/ram:BuyerTradeParty"
DELIVERED = f"{TRADE}/ram:ApplicableHeaderTradeDelivery"
SETTLED = f"{TRADE}/ram:ApplicableHeaderTradeSettlement"
SUMS = f"{SETTLED}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
VAT, EXTRA = f"{SETTLED}/ram:ApplicableTradeTax", f"{SETTLED}/ram:SpecifiedTradeAllowanceCharge"
NOTE = f"{HEAD}/ram:IncludedNote/ram:Content"
LINE_SETTLED = f"{LINE}/ram:SpecifiedLineTradeSettlement"


@cache
def xml_of(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(factur_x(*all_cases()[name]))  # noqa: S314 (our own)


def texts(name: str, path: str) -> list[str | None]:
    return [found.text for found in xml_of(name).findall(path, NAMES)]


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("consumer", f"{HEAD}/ram:ID", ["FA-2026-000007"]),
        ("consumer", f"{HEAD}/ram:TypeCode", ["380"]),
        ("consumer", f"{HEAD}/ram:IssueDateTime/udt:DateTimeString", ["20260302"]),
        ("consumer", f"{SELLER}/ram:Name", ["Maison Lumière"]),
        ("consumer", f"{SELLER}/ram:Description", ["SARL au capital de 10 000 EUR. 732 829 320 RCS Nantes"]),
        ("consumer", f"{SELLER}/ram:SpecifiedLegalOrganization/ram:ID", ["732829320"]),
        ("consumer", f"{SELLER}/ram:SpecifiedTaxRegistration/ram:ID", ["FR44732829320"]),
        ("consumer", f"{SELLER}/ram:PostalTradeAddress/ram:LineOne", ["1 quai de la Fosse"]),
        ("consumer", f"{SELLER}/ram:PostalTradeAddress/ram:PostcodeCode", ["44000"]),
        ("consumer", f"{BUYER}/ram:ID", ["C-17"]),
        ("consumer", f"{BUYER}/ram:Name", ["Zoé Martin"]),
        ("consumer", f"{BUYER}/ram:PostalTradeAddress/ram:CityName", ["Nantes"]),
        ("consumer", f"{BUYER}/ram:SpecifiedTaxRegistration/ram:ID", []),
        ("business", f"{BUYER}/ram:Name", ["Dupont SA"]),
        ("business", f"{BUYER}/ram:SpecifiedTaxRegistration/ram:ID", ["FR96552100554"]),
        ("business", f"{BUYER}/ram:SpecifiedLegalOrganization/ram:ID", ["552100554"]),
        ("business", f"{AGREED}/ram:SellerOrderReferencedDocument/ram:IssuerAssignedID", ["1001"]),
        ("purchase order", f"{AGREED}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID", ["PO-4711"]),
        ("delivered elsewhere", f"{DELIVERED}/ram:ShipToTradeParty/ram:PostalTradeAddress/ram:LineTwo", ["Bâtiment B"]),
        ("consumer", f"{DELIVERED}//udt:DateTimeString", ["20260228"]),
        ("consumer", f"{SETTLED}/ram:SpecifiedTradePaymentTerms//udt:DateTimeString", ["20260401"]),
        ("goods and services", ".//ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID", ["M1"]),
        ("paid", ".//ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID", ["B2"]),
        ("VAT on debits", f"{VAT}/ram:DueDateTypeCode", ["5"]),
        ("consumer", f"{VAT}/ram:DueDateTypeCode", []),
        ("consumer", f"{LINE}//ram:BilledQuantity", ["2"]),
        ("consumer", f"{LINE}//ram:ChargeAmount", ["10.415"]),
        ("consumer", f"{LINE_SETTLED}//ram:LineTotalAmount", ["20.83"]),
        ("prices without VAT", f"{LINE}//ram:ChargeAmount", ["83.33"]),
        ("prices without VAT", f"{LINE_SETTLED}//ram:LineTotalAmount", ["249.99"]),
        ("fractions of a cent", f"{LINE}//ram:ChargeAmount", ["0.0125"]),
        ("three rates", f"{VAT}/ram:RateApplicablePercent", ["20", "10", "5.5"]),
        ("three rates", f"{VAT}/ram:BasisAmount", ["49.97", "6.36", "13.93"]),
        ("three rates", f"{VAT}/ram:CalculatedAmount", ["10.00", "0.64", "0.77"]),
        ("discounts and costs", f"{LINE_SETTLED}//ram:ActualAmount", ["0.32"]),
        ("discounts and costs", f"{EXTRA}/ram:ChargeIndicator/udt:Indicator", [*["false"] * 3, "true", "true"]),
        ("discounts and costs", f"{EXTRA}/ram:ActualAmount", ["6.12", "0.78", "1.71", "5.75", "1.25"]),
        ("discounts and costs", f"{EXTRA}/ram:Reason", [*["Remise sur la commande"] * 3,
            "Livraison\N{NO-BREAK SPACE}: Colissimo", "Frais de paiement\N{NO-BREAK SPACE}: Carte bancaire"]),
        ("discounts and costs", f"{SUMS}/ram:GrandTotalAmount", ["80.07"]),
        ("paid in part", f"{SUMS}/ram:TotalPrepaidAmount", ["10.00"]),
        ("paid but for a cent", f"{SUMS}/ram:TotalPrepaidAmount", ["24.99"]),
        ("paid but for a cent", f"{SUMS}/ram:RoundingAmount", ["-0.01"]),
        ("paid in part", f"{SUMS}/ram:DuePayableAmount", ["15.00"]),
        ("consumer", ".//ram:IBANID", ["FR7630006000011234567890189"]),
        ("consumer", ".//ram:BICID", ["AGRIFRPP"]),
        ("paid", ".//ram:IBANID", []),
        ("pounds", ".//ram:IBANID", []),
        ("credit in full", ".//ram:IBANID", []),
        ("pounds", f"{SETTLED}/ram:InvoiceCurrencyCode", ["GBP"]),
        ("pounds", f"{SETTLED}/ram:TaxCurrencyCode", ["EUR"]),
        ("pounds", f"{SUMS}/ram:TaxTotalAmount", ["11.41", "13.09"]),
        ("pounds", f"{SUMS}/ram:TaxTotalAmount[@currencyID='EUR']", ["13.09"]),
        ("consumer", f"{SETTLED}/ram:TaxCurrencyCode", []),
        ("dollars without VAT", f"{SETTLED}/ram:TaxCurrencyCode", []),
        ("yen", f"{SUMS}/ram:GrandTotalAmount", ["3600"]),
        ("export", f"{VAT}/ram:CategoryCode", ["G"]),
        ("overseas", f"{VAT}/ram:CategoryCode", ["G"]),
        ("within the EU", f"{VAT}/ram:CategoryCode", ["K"]),
        ("within the EU", f"{VAT}/ram:ExemptionReasonCode", ["VATEX-EU-IC"]),
        ("within the EU", f"{BUYER}/ram:SpecifiedTaxRegistration/ram:ID", ["DE123456789"]),
        ("reverse charge", f"{VAT}/ram:CategoryCode", ["AE"]),
        ("reverse charge", f"{VAT}/ram:ExemptionReason", ["Autoliquidation"]),
        ("small business", f"{VAT}/ram:CategoryCode", ["E"]),
        ("small business", f"{SELLER}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']", ["FR44732829320"]),
        ("small business", f"{SELLER}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='FC']", []),
        ("small business without VAT number", f"{SELLER}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']", []),
        (
            "small business without VAT number",
            f"{SELLER}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='FC']",
            ["732829320"],
        ),
        ("small business", f"{VAT}/ram:ExemptionReason", ["TVA non applicable, art. 293 B du CGI"]),
        ("no reason stated", f"{VAT}/ram:CategoryCode", ["Z", "S"]),
        ("credit of one unit", f"{HEAD}/ram:TypeCode", ["381"]),
        ("cancellation", f"{HEAD}/ram:TypeCode", ["381"]),
        ("credit of one unit", f"{SETTLED}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID", ["FA-2026-000007"]),
        ("cancellation", f"{SETTLED}/ram:InvoiceReferencedDocument//qdt:DateTimeString", ["20260302"]),
        ("replacement", f"{HEAD}/ram:TypeCode", ["380"]),
        ("replacement", f"{SETTLED}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID", ["FA-2026-000003"]),
        ("replacement", f"{SETTLED}/ram:InvoiceReferencedDocument//qdt:DateTimeString", ["20260227"]),
        ("credit of shipping alone", f"{LINE}//ram:Name", ["Livraison\N{NO-BREAK SPACE}: Colissimo"]),
        ("credit of shipping alone", f"{SUMS}/ram:GrandTotalAmount", ["6.90"]),
    ],
)  # fmt: skip
def test_each_mention_is_in_its_term(name: str, path: str, expected: list[str]) -> None:
    assert texts(name, path) == expected


@pytest.mark.parametrize(
    ("name", "subject", "note"),
    [
        ("consumer", "REG", "Maison Lumière, SARL au capital de 10 000 EUR. 732 829 320 RCS Nantes. SIREN 732829320"),
        ("consumer", "AAI", "Livraison de biens"),
        ("services", "AAI", "Prestation de services"),
        ("VAT on debits", "AAI", "Option pour le paiement de la TVA d’après les débits."),
        (
            "business",
            "PMT",
            "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement\xa0: 40\xa0€.",
        ),
        ("business", "AAB", "Pas d’escompte pour paiement anticipé."),
        ("business in english", "AAB", "No discount for early payment."),
        ("credit of one unit", None, "Cassé à l’arrivée"),
        (
            "credit with a fee",
            "AAI",
            "Frais de retour\xa0: sur les articles, d’une valeur de 89,82\xa0€ TTC, 4,49\xa0€ sont retenus.",
        ),
    ],
)
def test_each_mention_in_words_is_a_note(name: str, subject: str | None, note: str) -> None:
    notes = xml_of(name).findall(f"{HEAD}/ram:IncludedNote", NAMES)
    said = [(one.findtext("ram:SubjectCode", None, NAMES), one.findtext("ram:Content", None, NAMES)) for one in notes]
    assert (subject, note) in said


def test_a_consumer_is_not_told_of_penalties() -> None:
    assert not [note for note in texts("consumer", NOTE) if note and "40" in note]


@pytest.mark.parametrize("name", all_cases())
def test_the_amounts_of_every_case_add_up(name: str) -> None:
    """EN 16931 BR-CO-10 to BR-CO-16."""

    def one(path: str) -> Decimal:
        return Decimal(xml_of(name).findtext(path, "0", NAMES))

    lines, less, more = (one(f"{SUMS}/ram:{of}TotalAmount") for of in ("Line", "Allowance", "Charge"))
    net, vat, gross = (one(f"{SUMS}/ram:{of}Amount") for of in ("TaxBasisTotal", "TaxTotal", "GrandTotal"))
    assert sum(Decimal(text or "") for text in texts(name, f"{LINE_SETTLED}//ram:LineTotalAmount")) == lines
    assert lines - less + more == net
    assert net + vat == gross
    rounding = one(f"{SUMS}/ram:RoundingAmount")
    assert gross - one(f"{SUMS}/ram:TotalPrepaidAmount") + rounding == one(f"{SUMS}/ram:DuePayableAmount")
    assert sum(Decimal(text or "") for text in texts(name, f"{VAT}/ram:CalculatedAmount")) == vat
    document = all_cases()[name].document
    assert (net, vat, gross) == (document.totals.net, document.totals.vat, document.totals.gross)


@examples(40)
@given(invoices(), WISHES)
def test_the_amounts_of_any_document_add_up_at_each_rate(invoice: Document, wishes: Sequence[Wish]) -> None:
    add_up(net_amounts(invoice), invoice.currency)
    for left, part in credits_of(invoice, wishes):
        if part.totals.gross:
            add_up(net_amounts(issued(left, part)), invoice.currency)


def add_up(nets: NetAmounts, currency: str) -> None:
    for at in nets.rates:
        lines = [line for line in nets.lines if line.line.vat_rate == at.rate]
        less = [part.amount for part in nets.discounts if part.rate == at.rate]
        more = [part.amount for part in nets.charges if part.rate == at.rate]
        assert sum(line.total for line in lines) - sum(less) + sum(more) == at.net
        assert all(line.price >= 0 for line in lines)
        assert min([*less, *more, Decimal(0)]) == 0
        for line in lines:
            assert abs(to_cent(line.quantity * line.price, currency) - line.discount - line.total) <= cent(currency)


def test_what_xml_cannot_say_is_left_out() -> None:
    document, _ = case()
    odd = document.model_copy(update={"order_number": "10\x0001 <&> \ufffe"})
    assert b"<ram:IssuerAssignedID>1001 &lt;&amp;&gt; </ram:IssuerAssignedID>" in factur_x(odd, Settlement())
