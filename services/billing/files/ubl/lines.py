"""The lines of a document in UBL: BG-25."""

from services.billing.documents.model import Document
from services.billing.files.net_amounts import NetAmounts, NetLine, NetPart
from services.billing.files.ubl.values import allowance, money, tax
from services.billing.files.words import PAGE
from services.billing.files.xml.element import Element
from services.billing.files.xml.element import element as ubl
from services.billing.files.xml.lines import DISCOUNT, PIECE, charge_words


def lines(document: Document, nets: NetAmounts, kind: str) -> list[Element | None]:
    """Numbered anew; where costs alone are given back, they are the lines (BR-16)."""
    made = [_line(document, kind, number, net) for number, net in enumerate(nets.lines, start=1)]
    return made or [_charge(document, kind, number, part) for number, part in enumerate(nets.charges, start=1)]


def _line(document: Document, kind: str, number: int, net: NetLine) -> Element | None:
    words = PAGE[document.language]["discount"]
    return _item(
        kind,
        number,
        net.quantity,
        money(document, "cbc:LineExtensionAmount", net.total),
        allowance(document, net.discount, words, is_charge=False, code=DISCOUNT) if net.discount else None,
        ubl(
            "cac:Item",
            ubl("cbc:Name", net.line.title),
            ubl("cac:SellersItemIdentification", ubl("cbc:ID", net.line.sku)),
            tax(document, net.line.vat_rate, "cac:ClassifiedTaxCategory"),
        ),
        ubl("cac:Price", ubl("cbc:PriceAmount", f"{net.price:f}", currencyID=document.currency)),
    )


def _charge(document: Document, kind: str, number: int, part: NetPart) -> Element | None:
    words = charge_words(document, part)
    return _item(
        kind,
        number,
        1,
        money(document, "cbc:LineExtensionAmount", part.amount),
        ubl("cac:Item", ubl("cbc:Name", words), tax(document, part.rate, "cac:ClassifiedTaxCategory")),
        ubl("cac:Price", money(document, "cbc:PriceAmount", part.amount)),
    )


def _item(kind: str, number: int, quantity: int, *rest: Element | None) -> Element | None:
    counted = "cbc:InvoicedQuantity" if kind == "Invoice" else "cbc:CreditedQuantity"
    return ubl(f"cac:{kind}Line", ubl("cbc:ID", str(number)), ubl(counted, str(quantity), unitCode=PIECE), *rest)
