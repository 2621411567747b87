"""Thousands of products come in at once, also in a shop that was small."""

from services.fulfilment.stock.store import insert_stock, lock_stock, update_stock
from tests.fulfilment.warehouse import Warehouse


async def test_5000_products_come_in_at_once(warehouse: Warehouse) -> None:
    lines = [{"sku": f"P-{number}", "quantity": 10} for number in range(5000)]
    response = await warehouse.service.post("/stock/receipts", {"lines": lines})
    assert response.json() == {"skus": 5000, "units": 50000, "newly_tracked": 5000}
    too_many = await warehouse.service.post("/stock/receipts", {"lines": [*lines, {"sku": "MORE", "quantity": 1}]})
    assert too_many.status_code == 422


async def test_a_statement_about_many_products_is_planned_for_them(warehouse: Warehouse) -> None:
    """Else PostgreSQL keeps its plan for few, which takes the square of their number."""
    await warehouse.stock(LAMP=1)
    skus = [f"P-{number}" for number in range(5000)]
    async with warehouse.service.database.transaction() as tx:
        await update_stock(tx, await lock_stock(tx, ["LAMP"]))
        assert await tx.fetchval("SHOW plan_cache_mode") == "auto"
        await insert_stock(tx, skus)
        await update_stock(tx, await lock_stock(tx, skus))
        assert await tx.fetchval("SHOW plan_cache_mode") == "force_custom_plan"
