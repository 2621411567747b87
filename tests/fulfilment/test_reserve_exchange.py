"""What goods of a return are exchanged for is set aside for the order to come, or is not there."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.schemas.exchanges import Exchange, Replacement
from shared.schemas.fulfilment import ExchangeNotInStock, ExchangeReserved
from shared.schemas.orders import ExchangeRefused
from shared.schemas.returns import ReturnedLine, ReturnExchangeDecided
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import placed

AT = datetime(2026, 3, 12, 17, tzinfo=UTC)


def exchanged(order_id: UUID, **for_what: int) -> ReturnExchangeDecided:
    return ReturnExchangeDecided(
        order_id=order_id,
        sequence=3,
        return_id=UUID(int=7),
        number="RE-000007",
        at=AT,
        by="alice",
        decision_id=uuid7(),
        lines=(ReturnedLine(line_no=1, sku="LAMP", quantity=1),),
        exchange=Exchange(replacements=tuple(Replacement(sku=sku, quantity=count) for sku, count in for_what.items())),
    )


async def test_what_goods_are_exchanged_for_is_set_aside_once_and_taken_over_by_its_order(warehouse: Warehouse) -> None:
    await warehouse.stock(DESK=2)
    order = placed(lines={"LAMP": 1})
    decided = exchanged(order.order_id, DESK=1, GIFT=1)
    await warehouse.deliver(decided, decided.model_copy(update={"sequence": 4}))
    told = [one for one in await warehouse.service.announced() if isinstance(one, ExchangeReserved)]
    assert [(one.decision_id, one.number, one.exchange, one.by) for one in told] == [
        (decided.decision_id, "RE-000007", decided.exchange, "alice")
    ]
    found = (await warehouse.service.http.get(f"/reservations/{decided.decision_id}")).json()
    assert (found["state"], found["reference"], found["lines"][0]["reserved"]) == ("reserved", "RE-000007", 1)
    await warehouse.deliver(placed(decided.decision_id, lines={"DESK": 1}, reservation_id=decided.decision_id))
    found = (await warehouse.service.http.get(f"/reservations/{decided.decision_id}")).json()
    assert (found["state"], found["order_id"]) == ("used", str(decided.decision_id))


async def test_what_is_not_there_is_out_of_stock_and_what_no_order_comes_for_is_free_again(
    warehouse: Warehouse,
) -> None:
    await warehouse.stock(DESK=1)
    await warehouse.service.http.put("/stock/DESK", json={"low_stock_threshold": 0, "backorders": "deny"})
    two, one = (exchanged(uuid7(), DESK=count) for count in (2, 1))
    await warehouse.deliver(two, one)
    (told,) = [event for event in await warehouse.service.announced() if isinstance(event, ExchangeNotInStock)]
    assert (told.decision_id, told.problem, told.detail) == (
        *(two.decision_id, "out-of-stock"),
        "1 of DESK is available, 2 wanted",
    )
    refused = ExchangeRefused(
        order_id=one.order_id,
        sequence=2,
        decision_id=one.decision_id,
        return_id=one.return_id,
        return_number=one.number,
        problem="unknown-sku",
        detail="no product has the SKU DESK",
        by="alice",
    )
    await warehouse.deliver(refused)
    assert (await warehouse.service.http.get(f"/reservations/{one.decision_id}")).json()["state"] == "released"
