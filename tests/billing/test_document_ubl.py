"""What a document's UBL says: each mandatory mention in its term of EN 16931, the same as in its Factur-X."""

from decimal import Decimal
from functools import cache
from xml.etree import ElementTree

import pytest

from services.billing.files.ubl.invoice import ubl_of
from services.billing.files.xml.factur_x import factur_x
from tests.billing import test_document_xml as cii
from tests.billing.document_cases import all_cases

NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
CATEGORY = "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory"
ORIGINAL = "cac:BillingReference/cac:InvoiceDocumentReference"


@cache
def ubl(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(ubl_of(*all_cases()[name]))  # noqa: S314 (our own)


def texts(name: str, path: str) -> list[str | None]:
    return [found.text for found in ubl(name).findall(path, NAMES)]


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("consumer", "cbc:CustomizationID", ["urn:cen.eu:en16931:2017"]),
        ("goods and services", "cbc:ProfileID", ["M1"]),
        ("consumer", "cbc:ID", ["FA-2026-000007"]),
        ("consumer", "cbc:IssueDate", ["2026-03-02"]),
        ("consumer", "cbc:DueDate", ["2026-04-01"]),
        ("consumer", "cbc:InvoiceTypeCode", ["380"]),
        ("pounds", "cbc:DocumentCurrencyCode", ["GBP"]),
        ("pounds", "cbc:TaxCurrencyCode", ["EUR"]),
        ("pounds", "cac:TaxTotal/cbc:TaxAmount[@currencyID='EUR']", ["13.09"]),
        ("VAT on debits", "cac:InvoicePeriod/cbc:DescriptionCode", ["3"]),
        ("consumer", "cac:InvoicePeriod/cbc:DescriptionCode", []),
        ("purchase order", "cac:OrderReference/cbc:ID", ["PO-4711"]),
        ("business", "cac:OrderReference/cbc:SalesOrderID", ["1001"]),
        ("consumer", f"{SELLER}/cac:PartyLegalEntity/cbc:RegistrationName", ["Maison Lumière"]),
        ("consumer", f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID", ["732829320"]),
        (
            "consumer",
            f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyLegalForm",
            ["SARL au capital de 10 000 EUR. 732 829 320 RCS Nantes"],
        ),
        ("consumer", f"{SELLER}/cac:PartyTaxScheme/cbc:CompanyID", ["FR44732829320"]),
        ("small business without VAT number", f"{SELLER}/cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", ["FC"]),
        ("consumer", f"{SELLER}/cac:PostalAddress/cbc:PostalZone", ["44000"]),
        ("consumer", f"{SELLER}/cbc:EndpointID", ["facturation@lumiere.example"]),
        ("consumer", f"{BUYER}/cac:PartyLegalEntity/cbc:RegistrationName", ["Zoé Martin"]),
        ("consumer", f"{BUYER}/cac:PartyIdentification/cbc:ID", ["C-17"]),
        ("business", f"{BUYER}/cac:PartyTaxScheme/cbc:CompanyID", ["FR96552100554"]),
        ("business", f"{BUYER}/cac:PartyLegalEntity/cbc:CompanyID", ["552100554"]),
        ("consumer", "cac:Delivery/cbc:ActualDeliveryDate", ["2026-02-28"]),
        (
            "delivered elsewhere",
            "cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:AdditionalStreetName",
            ["Bâtiment B"],
        ),
        ("consumer", "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID", ["FR7630006000011234567890189"]),
        ("pounds", "cac:PaymentMeans", []),
        ("credit in full", "cac:PaymentTerms/cbc:Note", ["En votre faveur"]),
        ("discounts and costs", "cac:AllowanceCharge/cbc:Amount", ["6.12", "0.78", "1.71", "5.75", "1.25"]),
        ("discounts and costs", "cac:InvoiceLine/cac:AllowanceCharge/cbc:Amount", ["0.32"]),
        ("three rates", f"{CATEGORY}/cbc:Percent", ["20", "10", "5.5"]),
        ("export", f"{CATEGORY}/cbc:ID", ["G"]),
        ("within the EU", f"{CATEGORY}/cbc:TaxExemptionReasonCode", ["VATEX-EU-IC"]),
        ("reverse charge", f"{CATEGORY}/cbc:TaxExemptionReason", ["Autoliquidation"]),
        ("small business", f"{CATEGORY}/cbc:TaxExemptionReason", ["TVA non applicable, art. 293 B du CGI"]),
        ("fractions of a cent", "cac:InvoiceLine/cac:Price/cbc:PriceAmount", ["0.0125"]),
        ("paid in part", "cac:LegalMonetaryTotal/cbc:PrepaidAmount", ["10.00"]),
        ("credit of one unit", "cbc:CreditNoteTypeCode", ["381"]),
        ("cancellation", "cbc:CreditNoteTypeCode", ["381"]),
        ("replacement", f"{ORIGINAL}/cbc:ID", ["FA-2026-000003"]),
        ("credit of one unit", f"{ORIGINAL}/cbc:ID", ["FA-2026-000007"]),
        ("cancellation", f"{ORIGINAL}/cbc:IssueDate", ["2026-03-02"]),
        ("credit of one unit", "cac:CreditNoteLine/cbc:CreditedQuantity", ["1"]),
        (
            "credit of shipping alone",
            "cac:CreditNoteLine/cac:Item/cbc:Name",
            ["Livraison\xa0: Colissimo"],
        ),
    ],
)
def test_each_mention_is_in_its_term(name: str, path: str, expected: list[str]) -> None:
    assert texts(name, path) == expected


@pytest.mark.parametrize("name", all_cases())
def test_its_notes_and_amounts_are_those_of_the_factur_x(name: str) -> None:
    document = all_cases()[name]
    other = ElementTree.fromstring(factur_x(*document))  # noqa: S314 (our own)

    def same(ours: str, theirs: str) -> None:
        given = [Decimal(found.text or "") for found in other.findall(theirs, cii.NAMES)]
        assert [Decimal(text or "") for text in texts(name, ours)] == given, ours

    sums = "cac:LegalMonetaryTotal/cbc:"
    same(f"{sums}LineExtensionAmount", f"{cii.SUMS}/ram:LineTotalAmount")
    same(f"{sums}TaxExclusiveAmount", f"{cii.SUMS}/ram:TaxBasisTotalAmount")
    same(f"{sums}TaxInclusiveAmount", f"{cii.SUMS}/ram:GrandTotalAmount")
    same(f"{sums}PayableRoundingAmount", f"{cii.SUMS}/ram:RoundingAmount")
    same(f"{sums}PayableAmount", f"{cii.SUMS}/ram:DuePayableAmount")
    same("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount", f"{cii.VAT}/ram:CalculatedAmount")
    notes = [found.text for found in other.findall(cii.NOTE, cii.NAMES)]
    assert [(text or "").rpartition("#")[2] for text in texts(name, "cbc:Note")] == notes
