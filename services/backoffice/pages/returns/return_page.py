"""The page of a return: what comes back and why, what became of each unit, what was decided, and who did it."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.returns.actions import NEW_RETURN, RETURN_ACTIONS, titles_of
from services.backoffice.pages.returns.owed import with_what_is_owed
from services.backoffice.web.actions import content_or_none
from services.backoffice.web.files import shown_file
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.visit import SignedIn, Visit
from services.backoffice.wording import sentences
from shared.schemas.returns import Resolution

router = APIRouter()
router.include_router(RETURN_ACTIONS.router())
router.include_router(NEW_RETURN.router())


@router.get("/returns/{return_id}")
async def get_return_page(return_id: UUID, visit: SignedIn) -> Response:
    areas = await together(
        owner=visit.services.area("returns", f"/returns/{return_id}"),
        steps=visit.services.area("returns", f"/returns/{return_id}/steps"),
    )
    areas["owner"].raise_if_unknown()
    one = areas["owner"].content and await with_what_is_owed(visit, areas["owner"].content)
    beside = await _beside(visit, one) if one else {"sold": None, "paid": None}
    sold = beside["sold"]
    withdrawn = await _withdrawals_of(visit, one) if one else []
    return visit.page(
        "returns/return.html",
        return_id=return_id,
        one=one,
        sold=sold,
        titles=titles_of(sold),
        withdrawn=withdrawn,
        today=visit.today.isoformat(),
        why_refused=_why_refused(visit, one) if one else {},
        again=_again(one) if one else {},
        refunds={refund["refund_id"]: refund for refund in (beside["paid"] or {}).get("refunds", ())},
        wants_exchange=any(map(_wants_exchange, one["lines"])) if one else False,
        exchange_refused=_exchange_refused(one) if one else None,
        actions=RETURN_ACTIONS,
        **areas,
    )


async def _beside(visit: Visit, one: Json) -> Json:
    """What its order sold, and once a refund is decided, how far billing is with it."""
    order = f"/orders/{one['order_id']}"
    refunded = any(decision["kind"] == "refund" for decision in one["decisions"])
    sold = content_or_none(visit, "orders", order)
    if not refunded:
        return {"sold": await sold, "paid": None}
    return await together(sold=sold, paid=content_or_none(visit, "billing", order))


@router.get("/returns/{return_id}/label")
async def get_label(return_id: UUID, visit: SignedIn) -> Response:
    return await _printed(visit, f"/returns/{return_id}/label")


@router.get("/returns/{return_id}/form")
async def get_form(return_id: UUID, visit: SignedIn) -> Response:
    return await _printed(visit, f"/returns/{return_id}/form")


async def _withdrawals_of(visit: Visit, one: Json) -> list[Json]:
    """Of the order of a return that a withdrawal opened."""
    if one["origin"] != "withdrawal":
        return []
    found = await content_or_none(visit, "returns", "/withdrawals", order_id=one["order_id"])
    return list(found["items"]) if found else []


async def _printed(visit: Visit, path: str) -> Response:
    """What the customer prints, too."""
    return shown_file(await visit.services.file("returns", path, made_now=True))


@router.get("/returns/{return_id}/pictures/{number}")
async def get_picture(return_id: UUID, number: int, visit: SignedIn) -> Response:
    """As it was made anew of what the customer sent."""
    file = await visit.services.file("returns", f"/returns/{return_id}/pictures/{number}")
    return Response(file.content, media_type="image/jpeg")


def _why_refused(visit: Visit, one: Json) -> dict[str, str]:
    """By decision, why its owner did not carry it out, as the reader says it."""
    return {
        decision["decision_id"]: sentences.refusal(visit.texts, decision["problem"], decision["detail"] or "")
        for decision in one["decisions"]
        if decision["problem"]
    }


def _wants_exchange(line: Json) -> bool:
    """And may have it now."""
    in_advance = line["resolution"] == Resolution.ADVANCE_EXCHANGE
    there = line.get("exchangeable_in_advance" if in_advance else "exchangeable", 0)
    return bool(there and line["resolution"] in (Resolution.EXCHANGE, Resolution.ADVANCE_EXCHANGE))


def _exchange_refused(one: Json) -> str | None:
    """The decision, where the last one for an exchange was refused: something else may be, or the money goes back."""
    exchanges = [decision for decision in one["decisions"] if decision["kind"] == "exchange"]
    refused = exchanges and exchanges[-1]["state"] == "refused"
    return str(exchanges[-1]["decision_id"]) if refused else None


AGAIN = {"restock": "dispose", "credit": "credit", "refund": "refund"}
"""By kind of a decision, by which action it is taken again."""


def _again(one: Json) -> dict[str, str]:
    """By decision that was refused and not taken again since, the action that takes it again."""
    last = {decision["kind"]: decision for decision in one["decisions"]}
    return {
        decision["decision_id"]: AGAIN[kind]
        for kind, decision in last.items()
        if decision["state"] == "refused" and kind in AGAIN
    }
