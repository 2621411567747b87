"""The warehouse as tests speak of it: stock it, look at the shelves and the slips, check the books."""

from typing import Any
from uuid import UUID

from shared.schemas.fulfilment import StockLevel
from shared.schemas.orders import OrderPlaced
from tests.support.service import ShopService

# Each query lists what contradicts the books.
BOOKS = {
    "on hand is the sum of the ledger": """
        SELECT sku, on_hand FROM stock WHERE on_hand <>
            (SELECT coalesce(sum(quantity), 0) FROM stock_entries AS e WHERE e.sku = stock.sku)""",
    "allocated is what open slips and reservations hold": """
        WITH held AS (
            SELECT line.sku, sum(line.quantity - coalesce(b.missing, 0)) AS held
            FROM shipments AS s CROSS JOIN
                jsonb_to_recordset(s.lines) AS line (line_no int, sku text, quantity int, tracked bool)
            LEFT JOIN backorders AS b ON b.shipment_id = s.shipment_id AND b.line_no = line.line_no
            WHERE s.state IN ('not_shipped', 'ready') AND line.tracked GROUP BY 1)
        SELECT sku, allocated, held, reserved FROM stock LEFT JOIN held USING (sku)
        WHERE allocated <> coalesce(held, 0) + reserved""",
    "reserved is what reservations that have not ended hold": """
        SELECT sku, reserved FROM stock WHERE reserved <>
            (SELECT coalesce(sum(l.reserved), 0) FROM reservation_lines AS l JOIN reservations USING (reservation_id)
            WHERE l.sku = stock.sku AND state = 'reserved')""",
    "backordered is what open slips wait for": """
        SELECT sku, backordered FROM stock WHERE backordered <>
            (SELECT coalesce(sum(missing), 0) FROM backorders AS b WHERE b.sku = stock.sku)""",
    "a slip waits for goods exactly when it is not_shipped": """
        SELECT shipment_id FROM shipments AS s WHERE (state = 'not_shipped') <>
            EXISTS (SELECT FROM backorders AS b WHERE b.shipment_id = s.shipment_id)""",
    "a cancelled order has no open slip": """
        SELECT order_id FROM orders JOIN shipments AS s USING (order_id)
        WHERE orders.state = 'cancelled' AND s.state IN ('not_shipped', 'ready')""",
}


class Warehouse:
    def __init__(self, service: ShopService) -> None:
        self.service = service
        self.deliver = service.deliver

    async def stock(self, **on_hand: int) -> None:
        """Goods come in; `stock(LAMP=3)` tracks LAMP from now on."""
        tracked = [{"sku": sku, "quantity": quantity} for sku, quantity in on_hand.items() if quantity]
        for sku in on_hand:
            await self.track(sku)
        if tracked:
            response = await self.service.post("/stock/receipts", {"lines": tracked})
            assert response.status_code == 201, response.text

    async def track(self, sku: str, low_stock_threshold: int = 0) -> None:
        response = await self.service.http.put(f"/stock/{sku}", json={"low_stock_threshold": low_stock_threshold})
        assert response.status_code == 200, response.text

    async def receive(self, sku: str, quantity: int) -> None:
        response = await self.service.post(f"/stock/{sku}/receipts", {"quantity": quantity})
        assert response.status_code == 201, response.text

    async def adjust(self, sku: str, quantity: int) -> None:
        response = await self.service.post(f"/stock/{sku}/adjustments", {"quantity": quantity, "reason": "counted"})
        assert response.status_code == 201, response.text

    async def ship(self, order: OrderPlaced) -> None:
        response = await self.service.post(f"/shipments/{await self.shipment_id(order)}/ship")
        assert response.status_code == 200, response.text

    async def unship(self, order: OrderPlaced) -> None:
        path = f"/shipments/{await self.shipment_id(order)}/unship"
        response = await self.service.post(path, {"reason": "still on the dock"})
        assert response.status_code == 200, response.text

    async def shelf(self, sku: str) -> tuple[int, int, int]:
        """On hand, allocated, backordered."""
        found = await self.get(f"/stock/{sku}")
        return found["on_hand"], found["allocated"], found["backordered"]

    async def shipments(self, order: OrderPlaced) -> list[dict[str, Any]]:
        return list((await self.get(f"/orders/{order.order_id}"))["shipments"])

    async def shipment_id(self, order: OrderPlaced) -> UUID:
        (shipment,) = await self.shipments(order)
        return UUID(shipment["shipment_id"])

    async def slip(self, order: OrderPlaced) -> tuple[str, str, list[tuple[str, int, int]]]:
        """The only slip of an order: number, state, and SKU, quantity and allocated of its lines."""
        (shipment,) = await self.shipments(order)
        lines = [(line["sku"], line["quantity"], line["allocated"]) for line in shipment["lines"]]
        return shipment["slip_number"], shipment["state"], lines

    async def get(self, path: str) -> Any:
        response = await self.service.http.get(path)
        assert response.status_code == 200, response.text
        return response.json()

    async def told(self, order: OrderPlaced) -> list[str]:
        """What was announced about an order, in order."""
        return [type(event).__name__ for event in await self.events(order)]

    async def events(self, order: OrderPlaced) -> list[Any]:
        announced: list[Any] = await self.service.announced()
        events = [event for event in announced if event.key == str(order.order_id)]
        sequences = [event.sequence for event in events]
        assert sequences == sorted(set(sequences)), f"sequences must grow: {sequences}"
        return events

    async def last(self, order: OrderPlaced) -> Any:
        return (await self.events(order))[-1]

    async def levels(self) -> list[StockLevel]:
        return [event for event in await self.service.announced() if isinstance(event, StockLevel)]

    async def check_books(self) -> None:
        async with self.service.reading() as tx:
            wrong = {name: await tx.fetch(query) for name, query in BOOKS.items()}
        assert {name: rows for name, rows in wrong.items() if rows} == {}
        newest: dict[str, StockLevel] = {}
        for level in await self.levels():
            assert level.sequence > (newest[level.sku].sequence if level.sku in newest else 0)
            newest[level.sku] = level
        async with self.service.reading() as tx:
            stock = {row[0]: tuple(row) for row in await tx.fetch(STOCK)}
        told = {
            sku: (sku, level.on_hand, level.allocated, level.available, level.low_stock_threshold, level.sequence)
            for sku, level in newest.items()
        }
        assert told == stock


STOCK = "SELECT sku, on_hand, allocated, on_hand - allocated, low_stock_threshold, sequence FROM stock"
