"""Views of the list of orders that members of staff keep for themselves: saved and removed, in dialogs."""

from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import APIRouter, Response
from uuid_utils.compat import uuid7

from services.backoffice.pages.orders import saved_views_store
from services.backoffice.pages.orders.filters import read_filters
from services.backoffice.pages.orders.remove_view import remove_view
from services.backoffice.pages.orders.save_view import save_view
from services.backoffice.pages.orders.saved_views_store import SavedView
from services.backoffice.web.actions import act
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from shared.refused import NotFound

router = APIRouter()


@router.get("/views/new")
async def get_save_dialog(visit: SignedIn) -> Response:
    filters, _ = read_filters(visit.request.query_params.multi_items(), visit.staff.language)
    form = Form({"key": visit.new_key(), "query": filters.query})
    return visit.dialog("orders/dialogs/save_view.html", form=form, to=filters.address)


@router.post("/views")
async def post_view(visit: SignedIn, form: Sent) -> Response:
    filters, _ = read_filters(parse_qsl(form["query"]))

    async def save() -> None:
        async with visit.database.transaction() as tx:
            await save_view(tx, visit.staff.staff_id, _id_of(form), form["title"], filters)

    return await act(
        visit, save(), to=filters.address, done="view-saved", dialog="orders/dialogs/save_view.html", form=form
    )


@router.get("/views/{view_id}/remove")
async def get_remove_dialog(view_id: UUID, visit: SignedIn) -> Response:
    view = await _find_view(visit, view_id)
    if view is None:
        raise NotFound(f"there is no view {view_id}")
    form = Form({"key": visit.new_key()})
    return visit.dialog("orders/dialogs/remove_view.html", form=form, to=address_of(view), view=view)


@router.post("/views/{view_id}/remove")
async def post_remove(view_id: UUID, visit: SignedIn, form: Sent) -> Response:
    view = await _find_view(visit, view_id)
    if view is not None:
        async with visit.database.transaction() as tx:
            await remove_view(tx, visit.staff.staff_id, view_id)
    return visit.leave_to(address_of(view) if view else "/orders", done="view-removed")


async def _find_view(visit: Visit, view_id: UUID) -> SavedView | None:
    """One of their own."""
    async with visit.database.reading() as queries:
        return await saved_views_store.find_view(queries, visit.staff.staff_id, view_id)


def address_of(view: SavedView) -> str:
    return read_filters(parse_qsl(view.query)).filters.address


def _id_of(form: Form) -> UUID:
    """The form's key: the same form sent twice saves one view."""
    try:
        return UUID(form["key"])
    except ValueError:
        return uuid7()
