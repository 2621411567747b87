"""Sales become orders: their products first, then the goods they need, then the orders, each once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from client.api import Found, ServiceRefused
from importers.online_retail.countries import address_of
from importers.online_retail.progress import Progress
from importers.online_retail.rows import Row
from importers.online_retail.sales import CURRENCY, Sale, Sorted, line_total, ships, titles
from importers.online_retail.shop import Shop, digest

VAT_RATE = "0"  # the data set says nothing of VAT


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a sale: its order as the shop has it, or why the shop has none of it."""

    sale: Sale
    order: Found | None
    is_new: bool = False
    refused: str = ""

    @property
    def net(self) -> Decimal:
        return Decimal(self.order["totals"]["net"]) if self.order else Decimal(0)


async def place_sales(files: Sequence[Sorted], shop: Shop, progress: Progress) -> dict[str, Placed]:
    """What became of each sale, by its number."""
    sales = [sale for file in files for sale in file.sales]
    found = await progress.together("sales looked up", (shop.find_order(sale.order_id) for sale in sales))
    there = {sale.number: order for sale, order in zip(sales, found, strict=True) if order}
    new = [sale for sale in sales if sale.number not in there]
    await _register_products(new, shop)
    await progress.together("files whose goods came in", (_receive_goods(file.sales, shop) for file in files))
    placed = await progress.together("new sales placed as orders", (_place(sale, shop) for sale in new))
    placed += [_compared(sale, there[sale.number]) for sale in sales if sale.number in there]
    return {one.sale.number: one for one in placed}


async def _register_products(sales: Sequence[Sale], shop: Shop) -> None:
    """What the shop sells already is left as it is."""
    known = await shop.skus_sold() if sales else set()
    await shop.save_products(
        [
            # An open price, as the same SKU sells at many.
            {"sku": sku, "title": title, "price": None, "vat_rate": VAT_RATE, "ships": ships(sku)}
            for sku, title in titles(sales).items()
            if sku not in known
        ]
    )


async def _receive_goods(sales: Sequence[Sale], shop: Shop) -> None:
    """As much as the file sells, before its orders: what never came in is not tracked, and slips take none of it.

    The same sales make the same receipt, however the file is named or written.
    """
    units = _units(row for sale in sales for row in sale.rows)
    if units:
        first = min(sale.at for sale in sales)
        days = sorted({sale.at.date().isoformat() for sale in sales})
        content = digest([sorted(sale.number for sale in sales), units])
        reason = f"Online Retail: what is sold from {days[0]} to {days[-1]}"
        await shop.receive(units, reference=f"online-retail {content}", reason=reason, occurred_at=first)


def _units(rows: Iterable[Row]) -> Mapping[str, int]:
    units: dict[str, int] = {}
    for row in rows:
        if ships(row.sku):
            units[row.sku] = units.get(row.sku, 0) + row.quantity
    return units


async def _place(sale: Sale, shop: Shop) -> Placed:
    try:
        order = await shop.place_order(order_of(sale), key=f"online-retail-{sale.number}")
    except ServiceRefused as refused:
        return Placed(sale, None, refused=f"the shop refused the order: {refused.detail}")
    return Placed(sale, order, is_new=True)


def order_of(sale: Sale) -> dict[str, Any]:
    """The same on every import: the shop compares it with the order it has under this id."""
    name = f"Customer {sale.customer}" if sale.customer else "Guest"
    lines = [
        {
            "sku": row.sku,
            "quantity": row.quantity,
            "unit_price": f"{row.unit_price:f}",
            "vat_rate": VAT_RATE,
            "total": f"{line_total(row):f}",
        }
        for row in sale.rows
    ]
    return {
        "order_id": str(sale.order_id),
        "reference": sale.number,
        "placed_at": sale.at.isoformat(),
        "occurred_at": sale.at.isoformat(),
        "language": "en",
        "currency": CURRENCY,
        "prices_include_vat": False,
        "customer": {
            "reference": sale.customer,
            "name": name,
            "billing_address": {"name": name, **(address_of(sale.rows[0].country) or {})},
        },
        "lines": lines,
        "payment": {"method": "invoice"},
        "totals": {"net": f"{sale.net:f}", "vat": "0.00", "gross": f"{sale.net:f}"},
    }


def _compared(sale: Sale, order: Found) -> Placed:
    """A file may have been put right since its import; orders are not changed by importing."""
    there = [(line["sku"], line["quantity"], Decimal(line["unit_price"])) for line in order["lines"]]
    if there != [(row.sku, row.quantity, row.unit_price) for row in sale.rows]:
        return Placed(sale, None, refused=f"order {order['number']} has this sale's number and other lines")
    return Placed(sale, order)
