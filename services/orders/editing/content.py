"""What an order consists of after an edit, by the arithmetic with which orders are placed.

Nothing of promotions is computed again: what a line cost it costs, unless the edit says otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from services.orders.editing.model import EditToMake, LineToEdit, OtherTotal, UnknownLine
from services.orders.order.content import OrderContent, Ordered
from services.orders.order.placement import refuse_too_large
from services.orders.pricing.arithmetic import ZERO, line_total, spread, totals_of
from services.orders.pricing.verification import (
    Taxed,
    UnknownSku,
    WrongTotals,
    WrongVatRate,
    in_currency,
    not_too_much,
    rate_of_charge,
    verify_rate,
)
from services.orders.products.model import Product
from shared.money import unit_price
from shared.schemas.money import Totals
from shared.schemas.orders import LineChange, OrderLine, Shipping


def edited_content(
    ordered: Ordered, edit: EditToMake, products: Mapping[str, Product], *, taxed: Taxed, moved: bool, last_line_no: int
) -> OrderContent:
    """`last_line_no` is the highest number that a line of the order ever had. `moved`: other VAT rates apply than did,
    by which its charges are taxed.

    Raises UnknownLine, UnknownSku, WrongTotals, WrongVatRate, TooMuch, OrderTooLarge, OtherTotal.
    """
    before, currency = ordered.content, ordered.content.currency
    lines = [
        _priced(line, place, currency)
        for place, line in _lines(before, edit, products, taxed, last_line_no=last_line_no)
    ]
    lines_total = not_too_much("the sum of the lines", sum((line.total for line in lines), ZERO))
    discount = before.discount if edit.discount is None else in_currency("discount", edit.discount, currency)
    if discount > lines_total:
        raise WrongTotals(f"discount {discount} is more than the lines' sum of {lines_total}", field="discount")
    payable = spread(discount, [line.total for line in lines], currency)
    lines = [line.model_copy(update={"payable": to_pay}) for line, to_pay in zip(lines, payable, strict=True)]
    changed = {"lines": tuple(lines), "lines_total": lines_total, "discount": discount}
    content = before.model_copy(update=changed | {"shipping": _shipping(before, edit, lines, taxed, moved=moved)})
    if moved and content.payment.cost:
        rate = rate_of_charge("payment", content.payment.cost, None, lines, taxed)
        content = content.model_copy(update={"payment": content.payment.model_copy(update={"vat_rate": rate})})
    content = content.model_copy(update={"totals": totals_of_content(content)})
    if edit.gross is not None and edit.gross != content.totals.gross:
        raise OtherTotal(
            f"the order comes to {content.totals.gross} {currency}, not to the {edit.gross} that were shown",
            brief=f"the order does not come to {edit.gross} {currency}",
        )
    refuse_too_large(content.model_dump_json(), len(lines))
    return content


def changes_of(before: OrderContent, after: OrderContent) -> tuple[LineChange, ...]:
    """Of lines that are not as they were."""
    old, new = ({line.line_no: line for line in content.lines} for content in (before, after))
    nothing = Decimal(0)
    return tuple(
        LineChange(
            line_no=number,
            sku=line.sku,
            title=line.title,
            quantity_before=old[number].quantity if number in old else 0,
            quantity=new[number].quantity if number in new else 0,
            payable_before=old[number].payable if number in old else nothing,
            payable=new[number].payable if number in new else nothing,
        )
        for number, line in sorted((old | new).items())
        if old.get(number) != new.get(number)
    )


def _lines(
    before: OrderContent, edit: EditToMake, products: Mapping[str, Product], taxed: Taxed, *, last_line_no: int
) -> Iterator[tuple[int, OrderLine]]:
    """In the order in which they are named, which is that of their numbers; each with its place in what was sent."""
    kept = {line.line_no: line for line in before.lines}
    number = last_line_no
    named = list[tuple[int, OrderLine]]()
    for place, line in enumerate(edit.lines):
        if line.line_no is None:
            number += 1
            named.append((place, _new_line(number, line, place, before, products, taxed)))
        elif line.line_no not in kept:
            raise UnknownLine(
                f"the order has no line {line.line_no}, or it is named twice", field=f"lines/{place}/line_no"
            )
        else:
            named.append((place, _changed_line(kept.pop(line.line_no), line, place, before.currency)))
    return iter(sorted(named, key=lambda one: one[1].line_no))


def _changed_line(line: OrderLine, asked: LineToEdit, place: int, currency: str) -> OrderLine:
    if asked.sku not in (None, line.sku):
        raise UnknownLine(
            f"line {line.line_no} is of {line.sku}: take it off and add {asked.sku}", field=f"lines/{place}/sku"
        )
    if asked.vat_rate not in (None, line.vat_rate):
        raise WrongVatRate(
            f"line {line.line_no} ({line.sku}) has VAT of {line.vat_rate} %, which stays",
            field=f"lines/{place}/vat_rate",
        )
    price = line.unit_price if asked.unit_price is None else unit_price(asked.unit_price, currency)
    discount = line.discount if asked.discount is None else asked.discount
    return line.model_copy(update={"quantity": asked.quantity, "unit_price": price, "discount": discount})


def _new_line(
    number: int, asked: LineToEdit, place: int, before: OrderContent, products: Mapping[str, Product], taxed: Taxed
) -> OrderLine:
    product = products.get(asked.sku or "")
    if product is None:
        raise UnknownSku(
            f"no product has the SKU {asked.sku}" if asked.sku else "name a line of the order, or the SKU of a new one",
            field=f"lines/{place}/sku",
        )
    price = asked.unit_price
    if price is None:
        price = product.price
        same = (product.currency, product.price_includes_vat) == (before.currency, before.prices_include_vat)
        if price is None or not same:
            vat = "with" if before.prices_include_vat else "without"
            raise WrongTotals(
                f"{product.sku} has no price in {before.currency} {vat} VAT: say what it costs",
                field=f"lines/{place}/unit_price",
            )
    return OrderLine.model_construct(
        line_no=number,
        sku=product.sku,
        title=product.title,
        quantity=asked.quantity,
        unit_price=unit_price(price, before.currency),
        discount=asked.discount or ZERO,
        vat_rate=_rate(asked, place, product, before, taxed),
        total=ZERO,
        payable=ZERO,
        ships=product.ships,
    )


def _rate(asked: LineToEdit, place: int, product: Product, before: OrderContent, taxed: Taxed) -> Decimal:
    """At home the product's own; elsewhere, where nothing else is said, that of the line with the highest."""
    rate = asked.vat_rate
    if rate is None:
        return (
            product.vat_rate
            if taxed.domestic
            else max((line.vat_rate for line in before.lines), default=product.vat_rate)
        )
    if taxed.domestic and rate != product.vat_rate:
        raise WrongVatRate(
            f"{product.sku} has VAT of {product.vat_rate} %, not of {rate} %", field=f"lines/{place}/vat_rate"
        )
    verify_rate(f"line {place + 1} ({product.sku}): vat_rate", rate, taxed)
    return rate


def _priced(line: OrderLine, place: int, currency: str) -> OrderLine:
    discount = in_currency(f"line {line.line_no} ({line.sku}): discount", line.discount, currency)
    total = line_total(line.quantity, line.unit_price, discount, currency)
    if total < 0:
        raise WrongTotals(
            f"line {line.line_no} ({line.sku}): discount {discount} is more than {line.quantity} x {line.unit_price}",
            field=f"lines/{place}/discount",
        )
    return line.model_copy(update={"discount": discount, "total": total})


def _shipping(
    before: OrderContent, edit: EditToMake, lines: Sequence[OrderLine], taxed: Taxed, *, moved: bool
) -> Shipping | None:
    if not edit.changes_shipping:
        return before.shipping
    if edit.shipping is None:
        return None
    asked = edit.shipping.placed
    price = in_currency("shipping.price", asked.price, before.currency)
    rate = asked.vat_rate if "vat_rate" in asked.model_fields_set else None
    if rate is None and not moved and before.shipping and before.shipping.price and price:
        rate = before.shipping.vat_rate
    vat_rate = rate_of_charge("shipping", price, rate, lines, taxed)
    return Shipping.model_construct(**asked.__dict__ | {"price": price, "vat_rate": vat_rate})


def totals_of_content(content: OrderContent) -> Totals:
    """Of its lines, shipping and payment costs."""
    amounts = [(line.vat_rate, line.payable) for line in content.lines]
    for charge, price in (
        (content.shipping, content.shipping and content.shipping.price),
        (content.payment, content.payment.cost),
    ):
        if charge and price:
            amounts.append((charge.vat_rate, price))
    totals = totals_of(amounts, includes_vat=content.prices_include_vat, currency=content.currency)
    not_too_much("the total", totals.gross)
    return totals
