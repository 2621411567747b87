"""What an edit of an order makes of its slips and of the stock, asked for before it is done."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.fulfilment.orders.model import Wanted
from services.fulfilment.orders.store import get_order
from services.fulfilment.slips.edit_preview import preview_edit
from shared.http import Caller, Reading, scope
from shared.json_limits import Many
from shared.schemas.event import Asked, Contract
from shared.schemas.fulfilment import SkuQuantity
from shared.schemas.orders import MAX_LINES, LeftAndCredited, Quantity
from shared.schemas.values import Sku

router = APIRouter()


class LineAfterEdit(Asked):
    line_no: Annotated[int, Field(ge=1, strict=True)]
    sku: Sku
    quantity: Quantity


class UnitsOff(Asked):
    """As `LeftAndCredited`."""

    line_no: Annotated[int, Field(ge=1, strict=True)]
    left: Quantity
    quantity: Quantity


class SlipsToPreview(Asked):
    """The lines that need a parcel after the edit; what had left and is credited is not among them."""

    lines: Annotated[Many[LineAfterEdit], Field(max_length=MAX_LINES)] = ()
    left_and_credited: Annotated[Many[UnitsOff], Field(max_length=MAX_LINES)] = ()


class SlipAfterEdit(Contract):
    """`slip_number` is null of a slip that is made; `waits`: not all of it is here."""

    slip_number: str | None
    off: Many[SkuQuantity]
    on: Many[SkuQuantity]
    is_void: bool
    waits: bool


class SlipsPreviewView(Contract):
    """What changes of slips and stock; `short` is not here, and waited for. `later`: once the order is resumed."""

    order_id: UUID
    slips: Many[SlipAfterEdit]
    later: bool
    freed: Many[SkuQuantity]
    taken: Many[SkuQuantity]
    short: Many[SkuQuantity]


@router.post("/orders/{order_id}/edit-previews")
async def post_edit_preview(
    order_id: UUID, body: SlipsToPreview, caller: Annotated[Caller, scope("fulfilment:read")], queries: Reading
) -> SlipsPreviewView:
    """Nothing is changed, and nothing is promised: goods may come or go before the edit is done."""
    wanted = tuple(Wanted(**dict(line)) for line in body.lines)
    off = tuple(LeftAndCredited(**dict(units)) for units in body.left_and_credited)
    shown = await preview_edit(queries, await get_order(queries, order_id), wanted, off)
    return SlipsPreviewView(
        order_id=order_id,
        slips=tuple(
            SlipAfterEdit(
                slip_number=one.slip_number,
                off=_units(one.off),
                on=_units(one.on),
                is_void=one.is_void,
                waits=one.waits,
            )
            for one in shown.slips
        ),
        later=shown.later,
        freed=_units(shown.freed),
        taken=_units(shown.taken),
        short=_units(shown.short),
    )


def _units(by_sku: Mapping[str, int]) -> tuple[SkuQuantity, ...]:
    return tuple(SkuQuantity(sku=sku, quantity=units) for sku, units in by_sku.items())
