"""The lines of a document: BG-25."""

from collections.abc import Sequence

from services.billing.documents.model import Charge, Document
from services.billing.files.net_amounts import NetAmounts, NetLine, NetPart
from services.billing.files.vat_category import category_of
from services.billing.files.words import PAGE
from services.billing.files.xml.element import Element
from services.billing.files.xml.element import element as ram
from services.billing.files.xml.values import amount, indicator, tax
from shared.schemas.method_names import method_name

PIECE, DISCOUNT = "C62", "95"
"""Codes of UN/ECE 20 and UNTDID 5189."""


def lines(document: Document, nets: NetAmounts) -> list[Element | None]:
    """BG-25, counted anew, as a credit has some of the invoice's lines.

    A document has one at least (BR-16): where costs alone are given back, they are its lines.
    """
    made = [_line(document, number, net) for number, net in enumerate(nets.lines, start=1)]
    return made or [_charge_line(document, number, part) for number, part in enumerate(nets.charges, start=1)]


def charge_words(document: Document, part: NetPart) -> str:
    charge: Charge | None = document.shipping if part.name == "shipping" else document.payment
    assert charge
    return PAGE[document.language][part.name].format(method=method_name(charge.method, document.language))


def _line(document: Document, number: int, net: NetLine) -> Element | None:
    discount = ram(
        "ram:SpecifiedTradeAllowanceCharge",
        indicator(is_charge=False),
        ram("ram:ActualAmount", amount(document, net.discount)),
        ram("ram:ReasonCode", DISCOUNT),
        ram("ram:Reason", PAGE[document.language]["discount"]),
    )
    return _line_item(
        number,
        [ram("ram:SellerAssignedID", net.line.sku), ram("ram:Name", net.line.title)],
        price=f"{net.price:f}",
        quantity=net.quantity,
        settled=[
            tax(category_of(document.vat_exemption, net.line.vat_rate), net.line.vat_rate, "ram:ApplicableTradeTax"),
            discount if net.discount else None,
            _line_total(amount(document, net.total)),
        ],
    )


def _charge_line(document: Document, number: int, part: NetPart) -> Element | None:
    given = amount(document, part.amount)
    at = tax(category_of(document.vat_exemption, part.rate), part.rate, "ram:ApplicableTradeTax")
    product = [ram("ram:Name", charge_words(document, part))]
    return _line_item(number, product, price=given, quantity=1, settled=[at, _line_total(given)])


def _line_item(
    number: int, product: Sequence[Element | None], *, price: str, quantity: int, settled: Sequence[Element | None]
) -> Element | None:
    return ram(
        "ram:IncludedSupplyChainTradeLineItem",
        ram("ram:AssociatedDocumentLineDocument", ram("ram:LineID", str(number))),
        ram("ram:SpecifiedTradeProduct", *product),
        ram(
            "ram:SpecifiedLineTradeAgreement",
            ram("ram:NetPriceProductTradePrice", ram("ram:ChargeAmount", price)),
        ),
        ram("ram:SpecifiedLineTradeDelivery", ram("ram:BilledQuantity", str(quantity), unitCode=PIECE)),
        ram("ram:SpecifiedLineTradeSettlement", *settled),
    )


def _line_total(given: str) -> Element | None:
    return ram("ram:SpecifiedTradeSettlementLineMonetarySummation", ram("ram:LineTotalAmount", given))
