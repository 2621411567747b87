"""The page of a withdrawal: what was declared, as it is kept, what it opened, and until when its refund is due."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.withdrawals.actions import LETTER, WITHDRAWAL_ACTIONS
from services.backoffice.web.actions import content_or_none
from services.backoffice.web.visit import SignedIn

router = APIRouter()
router.include_router(WITHDRAWAL_ACTIONS.router())
router.include_router(LETTER.router())


@router.get("/withdrawals/{withdrawal_id}")
async def get_withdrawal_page(withdrawal_id: UUID, visit: SignedIn) -> Response:
    owner = await visit.services.area("returns", f"/withdrawals/{withdrawal_id}")
    owner.raise_if_unknown()
    one = owner.content
    known = one and one["order_id"]
    return visit.page(
        "withdrawals/withdrawal.html",
        withdrawal_id=withdrawal_id,
        owner=owner,
        one=one,
        known=await content_or_none(visit, "returns", f"/orders/{known}") if known else None,
        order=await content_or_none(visit, "orders", f"/orders/{known}") if known else None,
        today=visit.today.isoformat(),
        actions=WITHDRAWAL_ACTIONS,
    )
