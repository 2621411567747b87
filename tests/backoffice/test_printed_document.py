"""What stands on an invoice or a credit note, added up as its reader adds it up."""

from decimal import Decimal
from typing import Any

from services.backoffice.pages.documents.printed_document import printed

LINE = {"sku": "LAMP", "quantity": 2, "unit_price": "12.50", "discount": "1.00", "total": "24.00", "payable": "21.60"}
TOTALS = {"net": "22.08", "vat": "4.42", "gross": "26.50"}


def document(kind: str, **changes: Any) -> dict[str, Any]:
    """Two lamps, 1.00 off, then a tenth off the whole order; postage; paid without costs."""
    return {
        "kind": kind,
        "lines": [LINE],
        "shipping": {"method": "Colissimo", "payable": "4.90", "vat_rate": "20"},
        "payment": {"method": "card", "payable": "0.00", "vat_rate": "20"},
        "totals": {**TOTALS, "vat_by_rate": [{"rate": "20", **TOTALS}]},
    } | changes


def test_the_rows_of_an_invoice_add_up_to_its_total() -> None:
    paper = printed(document("invoice"))
    assert [line["total"] for line in paper["lines"]] == [Decimal("24.00")]
    assert paper["order_discount"] == Decimal("-2.40")
    assert [(charge["kind"], charge["payable"]) for charge in paper["charges"]] == [("shipping", Decimal("4.90"))]
    assert Decimal("24.00") + Decimal("-2.40") + Decimal("4.90") == paper["totals"]["gross"]


def test_a_cancellation_invoice_is_the_invoice_with_every_amount_negative() -> None:
    paper = printed(document("cancellation_invoice"))
    (line,) = paper["lines"]
    assert (line["quantity"], line["unit_price"], line["discount"], line["total"]) == (
        -2,
        "12.50",
        Decimal("-1.00"),
        Decimal("-24.00"),
    )
    assert paper["order_discount"] == Decimal("2.40")
    assert paper["charges"][0]["payable"] == Decimal("-4.90")
    assert paper["totals"]["gross"] == Decimal("-26.50")
    assert paper["totals"]["vat_by_rate"][0]["vat"] == Decimal("-4.42")


def test_money_given_back_without_goods_has_no_quantity_and_no_minus_zero() -> None:
    line = LINE | {"quantity": 0, "discount": "0.00", "total": "5.00", "payable": "5.00"}
    paper = printed(document("credit_note", lines=[line], shipping=None, payment=None))
    assert paper["lines"][0]["quantity"] == 0
    assert str(paper["lines"][0]["discount"]) == "0.00"
    assert paper["charges"] == []


def test_what_is_on_paper_leaves_the_document_as_it_was_issued() -> None:
    issued = document("credit_note")
    printed(issued)
    assert issued == document("credit_note")
