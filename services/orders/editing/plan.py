"""What an edit makes of an order: found before it is done, and done just so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.orders.editing.content import changes_of, edited_content
from services.orders.editing.model import EditOrder, EditToMake, NothingChanged
from services.orders.editing.moved import refuse_rates_of_elsewhere
from services.orders.editing.start import left_and_credited, left_of_start, start_of
from services.orders.editing.what_left import refuse_of_what_left
from services.orders.order.content import OrderContent, Ordered
from services.orders.order.expiry import with_clock
from services.orders.order.model import Order
from services.orders.pricing.vat_rates import MoreRates
from services.orders.pricing.verification import Taxed
from services.orders.products.model import Product
from services.orders.settings import ShopSettings
from shared.refused import StaleVersion
from shared.schemas.orders import DeliveryKind, LineChange, Shipping, ShippingToPlace


@dataclass(frozen=True, slots=True)
class PlannedEdit:
    """`order` and `content` are as they are after it; `start` is what it starts from, `content_before` with what was
    credited of that.
    """

    before: Order
    content_before: OrderContent
    start: OrderContent
    order: Order
    content: OrderContent
    last_line_no: int

    @property
    def changes(self) -> tuple[LineChange, ...]:
        return changes_of(self.start, self.content)


def plan_edit(
    order: Order,
    ordered: Ordered,
    command: EditOrder,
    products: Mapping[str, Product],
    shop: ShopSettings,
    *,
    last_line_no: int,
    at: datetime,
) -> PlannedEdit:
    """Raises what `content` and `what_left` refuse, what an order refuses that is not to be edited, StaleVersion,
    ShippingPriceStays, NothingChanged.
    """
    if command.expected_version != order.version:
        raise StaleVersion(
            f"order {order.number} is at version {order.version}, not {command.expected_version}",
            brief=f"order {order.number} is not at version {command.expected_version}",
        )
    if refusal := order.refusal_of("edit"):
        raise refusal
    before = start_of(order, ordered.content)
    last = max(last_line_no, ordered.content.last_line_no)
    taxed = _taxed(ordered, command.edit, shop, order.began_at.date(), shop.more_vat_rates)
    moved = taxed.domestic != _is_domestic(ordered, ordered.content.shipping, shop)
    content = edited_content(
        ordered._replace(content=before), command.edit, products, taxed=taxed, moved=moved, last_line_no=last
    )
    if moved:
        refuse_rates_of_elsewhere(before, content, command.edit, products, taxed)
    if _price(before) != _price(content) and (refusal := order.refusal_of("edit_shipping_price")):
        raise refusal
    refuse_of_what_left(before, content, command.edit, left_of_start(order, ordered.content))
    if content == before:
        raise NothingChanged(f"order {order.number} is just so already: nothing is left to change")
    edited = order.edited_to(content, left_and_credited(order, ordered.content), version=order.version + 1)
    last = max(last, content.last_line_no)
    return PlannedEdit(order, ordered.content, before, with_clock(edited, at), content, last)


def _price(content: OrderContent) -> Decimal:
    return content.shipping.price if content.shipping else Decimal(0)


def _taxed(ordered: Ordered, edit: EditToMake, shop: ShopSettings, day: date, more: MoreRates) -> Taxed:
    country = ordered.customer.ships_to.country
    domestic = _is_domestic(ordered, edit.shipping if edit.changes_shipping else ordered.content.shipping, shop)
    return Taxed([shop.shop_country] if domestic else [country, shop.shop_country], domestic, day, more)


def _is_domestic(ordered: Ordered, shipping: Shipping | ShippingToPlace | None, shop: ShopSettings) -> bool:
    picked_up = shipping is not None and shipping.kind is DeliveryKind.PICKUP
    return picked_up or ordered.customer.ships_to.country == shop.shop_country
