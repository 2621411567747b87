"""What a state of fulfilment refuses, in the code and in the database."""

from datetime import UTC, datetime

import pytest
from uuid_utils.compat import uuid7

from services.fulfilment.orders.model import OrderState
from services.fulfilment.slips.model import Slip
from shared.schemas.fulfilment import ShipmentState
from shared.states import WrongState
from tests.fulfilment.warehouse import Warehouse


@pytest.mark.parametrize("state", ["not_shipped", "ready", "shipped", "void"])
def test_a_void_slip_is_void_for_ever(state: str) -> None:
    slip = Slip(uuid7(), 17, 17, uuid7(), ShipmentState.VOID, (), datetime(2026, 3, 2, tzinfo=UTC))
    with pytest.raises(WrongState, match=f"slip BE-000017 that is void cannot become {state}"):
        slip.to(ShipmentState(state))


def test_a_cancelled_order_is_cancelled_for_ever() -> None:
    with pytest.raises(WrongState, match="an order that is cancelled cannot become taken"):
        OrderState.CANCELLED.to(OrderState.TAKEN)


async def test_stock_that_is_not_there_cannot_be_allocated_even_by_a_bug(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    async with warehouse.service.reading() as tx:
        for wrong in ("allocated = 2", "on_hand = -1", "allocated = -1", "backordered = 1"):
            with pytest.raises(Exception, match="violates check constraint"):
                await tx.fetch(f"UPDATE stock SET {wrong}")


async def test_a_ledger_entry_cannot_be_changed_or_removed_even_by_a_bug(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    async with warehouse.service.reading() as tx:
        for wrong in ("UPDATE stock_entries SET quantity = 2", "DELETE FROM stock_entries"):
            with pytest.raises(Exception, match="stock entries are only added"):
                await tx.fetch(wrong)
