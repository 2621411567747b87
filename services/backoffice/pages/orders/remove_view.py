"""A member of staff does not need a view of the list any more."""

from uuid import UUID

from services.backoffice.pages.orders import saved_views_store
from shared.transaction import Tx


async def remove_view(tx: Tx, staff_id: UUID, view_id: UUID) -> None:
    """One that is gone already, or is somebody else's, is left as it is."""
    await saved_views_store.delete_view(tx, staff_id, view_id)
