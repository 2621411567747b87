"""The HTTP API: returns, and what may come back of an order."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.returns import listing
from services.returns.model import ReturnState
from services.returns.views import OrderView, ReturnView
from shared.http import Caller, Page, after_cursor, cursor, reading, scope
from shared.http.pages import BadCursor
from shared.postgres.tx import Tx

router = APIRouter()

Reader = Annotated[Caller, scope("returns:read")]
Reading = Annotated[Tx, Depends(reading)]
Limit = Annotated[int, Query(ge=1, le=200)]

FROM_THE_NEWEST = 2**63 - 1


@router.get("/returns")
async def get_returns(
    caller: Reader,
    tx: Reading,
    order_id: UUID | None = None,
    state: ReturnState | None = None,
    after: str | None = None,
    limit: Limit = 50,
) -> Page[ReturnView]:
    """Returns, the newest first."""
    last = _place(after) if after else FROM_THE_NEWEST
    found = await listing.list_returns(tx, order_id=order_id, state=state, before=last, limit=limit)
    return Page(items=[view for _, view in found], next=cursor(found[-1][0]) if len(found) == limit else None)


@router.get("/returns/{return_id}")
async def get_one_return(return_id: UUID, caller: Reader, tx: Reading) -> ReturnView:
    return await listing.get_return(tx, return_id)


@router.get("/orders/{order_id}")
async def get_order(order_id: UUID, caller: Reader, tx: Reading) -> OrderView:
    """What was ordered, how much of it has left, and its returns."""
    return await listing.get_order(tx, order_id)


def _place(after: str) -> int:
    (place,) = after_cursor(after, 1)
    if not place.isdecimal() or not place.isascii() or len(place) > 18:
        raise BadCursor("the cursor is not one that this list gave")
    return int(place)
