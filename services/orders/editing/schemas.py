"""What the API answers of edits."""

from uuid import UUID

from services.orders.editing.plan import PlannedEdit
from services.orders.order.content import OrderContent
from shared.schemas.event import Contract
from shared.schemas.money import Amount
from shared.schemas.orders import LineChange


class EditPreview(Contract):
    """What an edit would make of the order at this `version`; `difference` is what more is to be paid, VAT included.

    Sent with the same version and its `gross`, the edit does just that, or is refused.
    """

    order_id: UUID
    version: int
    before: OrderContent
    after: OrderContent
    changes: tuple[LineChange, ...]
    difference: Amount


def edit_preview(plan: PlannedEdit) -> EditPreview:
    return EditPreview.model_construct(
        order_id=plan.order.order_id,
        version=plan.before.version,
        before=plan.content_before,
        after=plan.content,
        changes=plan.changes,
        difference=plan.content.totals.gross - plan.content_before.totals.gross,
    )
