"""A member of staff keeps the filters of the list under a title, to come back to them."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints, TypeAdapter, ValidationError

from services.backoffice.pages.orders import saved_views_store
from services.backoffice.pages.orders.filters import OrderFilters
from services.backoffice.pages.orders.saved_views_store import SavedView
from shared.clock import now
from shared.refused import Refused
from shared.schemas.values import Line
from shared.transaction import Tx

LONGEST = 40
MOST = 30
"""Views of one member of staff: they are all shown above the list."""


class InvalidTitle(Refused):
    type = "invalid-title"
    status = 422
    field = "title"


class TitleTaken(Refused):
    type = "title-taken"
    field = "title"


class TooManyViews(Refused):
    type = "too-many-views"


class NothingToSave(Refused):
    type = "nothing-to-save"
    status = 422


async def save_view(tx: Tx, staff_id: UUID, view_id: UUID, title: str, filters: OrderFilters) -> SavedView:
    """The view of this id, once however often it is saved. Raises what is above."""
    view = SavedView(view_id, _title(title), filters.query)
    if not filters.all:
        raise NothingToSave("a view without any filter is the list of all orders")
    views = await saved_views_store.list_views(tx, staff_id)
    if view in views:
        return view
    if len(views) >= MOST:
        raise TooManyViews(f"there are {MOST} views already")
    if not await saved_views_store.insert_view(tx, staff_id, view, at=now()):
        raise TitleTaken(f'there is a view "{view.title}" already')
    return view


def _title(text: str) -> str:
    try:
        return _TITLE.validate_python(text)
    except ValidationError as error:
        raise InvalidTitle(f"a title is one line of 1 to {LONGEST} characters") from error


_TITLE: TypeAdapter[str] = TypeAdapter(Annotated[Line, StringConstraints(max_length=LONGEST)])
