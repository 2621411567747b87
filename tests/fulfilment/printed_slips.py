"""Packing slips as PDF: made of an order, and what is read on them, also by a scanner."""

import re
from collections.abc import Mapping
from typing import Any

import pypdfium2
import zxingcpp
from uuid_utils.compat import uuid7

from services.fulfilment.orders.model import Order, OrderState
from services.fulfilment.papers.model import paper_of_order
from services.fulfilment.papers.pdf.printer import slips_pdf
from services.fulfilment.papers.to_print import ToPrint
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.slips.model import Slip, SlipLine
from shared.schemas.fulfilment import ShipmentState
from shared.schemas.orders import Address, Customer, OrderPlaced
from tests.support.orders import PLACED_AT, placed

HOME = {"name": "Zoé Martin", "street": "3 rue du Port\nBâtiment B", "postal_code": "44000", "city": "Nantes"}


def order_of(count: int = 2, *, to: Address | None = None, **changes: Any) -> OrderPlaced:
    customer = Customer(name="Zoé Martin", billing_address=to or Address(**HOME, country="FR"))
    lines = {f"SKU-{at:03d}": at % 3 + 1 for at in range(1, count + 1)}
    return placed(lines=lines, customer=customer, shipping="4.90", **changes)


def to_print(
    order: OrderPlaced,
    *,
    number: int = 7,
    state: ShipmentState = ShipmentState.READY,
    missing: Mapping[int, int] | None = None,
    locations: Mapping[str, str] | None = None,
    has_paper: bool = True,
    held: bool = False,
) -> ToPrint:
    lines = tuple(
        SlipLine(line_no=line.line_no, sku=line.sku, quantity=line.quantity, tracked=True) for line in order.lines
    )
    slip = Slip(uuid7(), number, number, order.order_id, state, lines, PLACED_AT)
    known = Order(order.order_id, order.number, OrderState.TAKEN, held=held, pickup=False)
    paper = paper_of_order(order) if has_paper else None
    return ToPrint(Shipment(slip, known, missing or {}), paper, locations or {})


def read(pdf: bytes) -> list[list[str]]:
    """The lines of each page."""
    texts = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    return [[re.sub(r"\s+", " ", line).strip() for line in text.replace("\ufffe", "").splitlines()] for text in texts]


def lines_of(*slips: ToPrint) -> list[str]:
    return [line for page in read(slips_pdf(slips)) for line in page]


def scanned(pdf: bytes) -> list[str]:
    pages = [page.render(scale=2).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]
