"""The invoice of an order as it was placed."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.billing.documents.exemption import exemption_of
from services.billing.documents.model import Charge, DocumentKind, DocumentLine, Draft, Operation, Original
from services.billing.documents.store import Numbered
from services.billing.settings import Seller
from shared.schemas.billing import InvoiceIssued
from shared.schemas.orders import Customer, DeliveryKind, OrderLine, OrderPlaced


def draft_invoice(
    order: OrderPlaced,
    *,
    document_id: UUID,
    supplied_on: date,
    seller: Seller,
    replaces: Original | None = None,
    edited: int = 0,
) -> Draft:
    """Its amounts were verified on placement, or by the edit, and are copied."""
    shipping, payment = order.shipping, order.payment
    draft = Draft.model_construct(  # all of it was validated when the order was read
        document_id=document_id,
        kind=DocumentKind.INVOICE,
        replaces=replaces,
        supplied_on=supplied_on,
        order_id=order.order_id,
        order_number=order.number,
        order_reference=order.reference,
        language=order.language,
        currency=order.currency,
        prices_include_vat=order.prices_include_vat,
        operation=_operation([line.ships for line in order.lines]),
        seller=seller,
        customer=invoiced_to(order),
        lines=tuple(_invoiced_line(line) for line in order.lines),
        shipping=Charge(method=shipping.method, payable=shipping.price, vat_rate=shipping.vat_rate)
        if shipping
        else None,
        payment=Charge(method=payment.method, payable=payment.cost, vat_rate=payment.vat_rate),
        totals=order.totals,
        edited=edited or None,
    )
    exemption = exemption_of(draft, delivered=shipping is not None and not _is_picked_up(order))
    return draft if exemption is None else draft.model_copy(update={"vat_exemption": exemption})


def _is_picked_up(order: OrderPlaced) -> bool:
    return order.shipping is not None and order.shipping.kind is DeliveryKind.PICKUP


def invoiced_to(order: OrderPlaced) -> Customer:
    """What is picked up is delivered nowhere, whatever address came with it."""
    if _is_picked_up(order):
        return order.customer.model_copy(update={"delivery_address": None})
    return order.customer


def _invoiced_line(line: OrderLine) -> DocumentLine:
    return DocumentLine.model_construct(
        line_no=line.line_no,
        sku=line.sku,
        title=line.title,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        vat_rate=line.vat_rate,
        total=line.total,
        payable=line.payable,
    )


def _operation(ships: Sequence[bool]) -> Operation:
    if all(ships):
        return Operation.GOODS
    return Operation.BOTH if any(ships) else Operation.SERVICES


def invoice_issued(numbered: Numbered, *, sequence: int, by: str | None = None, again: bool = False) -> InvoiceIssued:
    invoice = numbered.document
    assert invoice.due_on
    return InvoiceIssued.model_construct(
        order_id=invoice.order_id,
        sequence=sequence,
        again=again,
        invoice_id=invoice.document_id,
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        issued_at=invoice.issued_at,
        currency=invoice.currency,
        totals=invoice.totals,
        vat_exemption=invoice.vat_exemption,
        hash=numbered.hash.hex(),
        by=by,
        edited=invoice.edited,
    )
