"""SQL of the list of stock: by SKU, filtered, in pages, and how many SKUs show each stock dot."""

from collections.abc import Collection, Sequence

from services.fulfilment.stock.model import Stock
from services.fulfilment.stock.store import SELECT_STOCK
from shared.clock import now
from shared.schemas.fulfilment import StockColour
from shared.sql import Sql, all_of, given, joined
from shared.transaction import Queries


async def list_stock(
    queries: Queries,
    *,
    skus: Sequence[str],
    prefix: str | None,
    colours: Collection[StockColour],
    after: str | None,
    limit: int,
    oversold: bool = False,
) -> list[Stock]:
    """By SKU; no SKUs, no prefix and no colours are all of them. A prefix may be written in either case."""
    conditions = given({"sku = ANY(?::text[])": skus or None, "sku > ?": after})
    if prefix is not None:
        conditions.append(Sql(_STARTS_WITH, (prefix, prefix)))
    if colours:
        conditions.append(Sql(f"({' OR '.join(_COLOURS[colour] for colour in _COLOURS if colour in colours)})"))
    if oversold:
        conditions.append(Sql(_OVERSOLD, (now(),)))
    page = Sql("ORDER BY sku LIMIT ?", (limit,))
    sql = joined([Sql(f"{SELECT_STOCK} WHERE"), all_of(conditions), page], " ")
    return [Stock(*row) for row in await queries.fetch(sql.numbered(), *sql.values)]


async def count_stock(queries: Queries) -> dict[str, int]:
    """How many SKUs show each colour of the stock dot that tracked ones have, and how many are oversold."""
    oversold = Sql(_OVERSOLD, (now(),)).numbered()
    counted = await queries.fetchrow(
        f"SELECT {_COUNTS}, count(*) FILTER (WHERE {oversold}) AS oversold FROM stock",  # noqa: S608
        now(),
    )
    assert counted is not None
    return dict(counted)


# The rule is `colour` in model.py; it stands here again so that the list can be filtered.
_COLOURS = {
    StockColour.GREEN: "on_hand - allocated > low_stock_threshold",
    StockColour.ORANGE: "on_hand - allocated BETWEEN 1 AND low_stock_threshold",
    StockColour.RED: "on_hand = allocated",
    StockColour.GREY: "false",
}
# The rule is `Stock.oversold`.
_OVERSOLD = "backordered > 0 AND backorders <> 'allow' AND (backorders_until IS NULL OR backorders_until <= ?)"
_COUNTED = (StockColour.GREEN, StockColour.ORANGE, StockColour.RED)
_COUNTS = ", ".join(f"count(*) FILTER (WHERE {_COLOURS[colour]}) AS {colour}" for colour in _COUNTED)

# The last character there is ends the range of texts with a prefix; unlike LIKE ?, a range can use the index.
_STARTS_WITH = 'lower(sku) >= lower(? COLLATE "C") AND lower(sku) < lower(? COLLATE "C") || U&\'\\+10FFFF\''
