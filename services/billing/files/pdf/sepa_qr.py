"""The QR code that a bank's app pays an invoice from: EPC069-12, for transfers in euros."""

from decimal import Decimal

from services.billing.documents.model import Document, DocumentKind

MOST_BYTES = 331


def transfer(document: Document, due: Decimal) -> str | None:
    """Its text; None on a credit, where nothing is due, in another currency, or without an IBAN."""
    seller = document.seller
    if document.kind is not DocumentKind.INVOICE or document.currency != "EUR" or not seller.iban:
        return None
    if not Decimal("0.01") <= due <= Decimal("999999999.99"):
        return None
    lines = ["BCD", "002", "1", "SCT", seller.bic or "", _at_most(seller.name, 70), seller.iban, f"EUR{due:.2f}"]
    return "\n".join([*lines, "", "", _at_most(document.number, 140)])


def _at_most(text: str, length: int) -> str:
    return text[:length].strip()
