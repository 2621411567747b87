"""Invoices to credit, of any lines, discounts and costs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from uuid_utils.compat import uuid7

from services.billing.documents.credit_document import draft_credit
from services.billing.documents.invoice import draft_invoice
from services.billing.documents.issue_documents import issue_documents
from services.billing.documents.left_to_credit import Credit, Left, left_of
from services.billing.documents.model import Document, DocumentKind
from services.billing.settings import SellerSettings, Series, get_issuing
from shared.money import share_out, to_cent, vat_amount
from shared.schemas.money import Totals, VatAmount
from shared.schemas.orders import OrderLine, OrderPlaced, Payment, Shipping
from tests.support.orders import placed
from tests.support.service import ShopService

SELLER = SellerSettings().seller()
ISSUED_ON = date(2026, 3, 2)
ISSUED_AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def sold(
    *lines: tuple[int, str, str, str],
    includes_vat: bool = True,
    currency: str = "EUR",
    discount: str = "0",
    shipping: tuple[str, str] | None = None,
    cost: tuple[str, str] | None = None,
) -> Document:
    """An invoice of lines (quantity, unit price, discount, VAT rate), an order discount and costs (price, rate)."""
    totals = [to_cent(quantity * Decimal(price), currency) - Decimal(less) for quantity, price, less, _ in lines]
    shares = share_out(Decimal(discount), totals, currency)
    order_lines = tuple(
        OrderLine(
            line_no=line_no,
            sku=f"SKU-{line_no}",
            title=f"Thing {line_no}",
            quantity=quantity,
            unit_price=Decimal(price),
            discount=Decimal(less),
            vat_rate=Decimal(rate),
            total=total,
            payable=total - share,
            ships=True,
        )
        for line_no, ((quantity, price, less, rate), total, share) in enumerate(
            zip(lines, totals, shares, strict=True), start=1
        )
    )
    basis: dict[Decimal, Decimal] = {}
    for line in order_lines:
        basis[line.vat_rate] = basis.get(line.vat_rate, Decimal(0)) + line.payable
    for charge in (shipping, cost):
        if charge:
            basis[Decimal(charge[1])] = basis.get(Decimal(charge[1]), Decimal(0)) + Decimal(charge[0])
    by_rate = [vat_amount(rate, amount, includes_vat=includes_vat, currency=currency) for rate, amount in basis.items()]
    postage = shipping and Shipping(method="Colissimo", price=Decimal(shipping[0]), vat_rate=Decimal(shipping[1]))
    payment = Payment(method="card", cost=Decimal(cost[0]), vat_rate=Decimal(cost[1])) if cost else None
    order = placed(
        currency=currency,
        prices_include_vat=includes_vat,
        lines=None,
    ).model_copy(
        update={
            "lines": order_lines,
            "shipping": postage,
            "payment": payment or Payment(method="card"),
            "totals": totals_of(by_rate),
        }
    )
    draft = draft_invoice(order, document_id=uuid7(), supplied_on=ISSUED_ON, seller=SELLER)
    return draft.issue(number="FA-2026-000007", issued_at=ISSUED_AT, issued_on=ISSUED_ON, due_on=ISSUED_ON)


def totals_of(by_rate: Sequence[VatAmount]) -> Totals:
    return Totals(
        net=sum(at.net for at in by_rate),
        vat=sum(at.vat for at in by_rate),
        gross=sum(at.gross for at in by_rate),
        vat_by_rate=tuple(by_rate),
    )


def fresh(document: Document) -> Left:
    return left_of(document, [])


def money(totals: Totals) -> tuple[str, str, str]:
    return str(totals.net), str(totals.vat), str(totals.gross)


def issued(left: Left, given: Credit) -> Document:
    draft = draft_credit(
        left.invoice,
        given,
        DocumentKind.CREDIT_NOTE,
        document_id=uuid7(),
        seller=SELLER,
        reason="broken",
        reference=None,
    )
    return draft.issue(number="AV-2026-000001", issued_at=ISSUED_AT, issued_on=ISSUED_ON, due_on=None)


async def invoice_more(
    billing: ShopService, order: OrderPlaced, *, price: str, lines: Mapping[str, int] | None = None
) -> Document:
    """A further invoice of the order, for a rug unless it is for something else."""
    async with billing.transaction(locking=[order.order_id]) as tx:
        settings = await get_issuing(tx)
        more = placed(order.order_id, lines=lines or {"RUG": 1}, price=price)
        at = datetime(2026, 3, 2, 11, tzinfo=UTC)
        draft = draft_invoice(more, document_id=uuid7(), supplied_on=at.date(), seller=settings.seller.seller())
        (numbered,) = await issue_documents(tx, Series.INVOICES, [draft], settings, at=at)
    return numbered.document
