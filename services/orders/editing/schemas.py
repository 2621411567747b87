"""What the API answers of edits."""

from uuid import UUID

from services.orders.editing.plan import PlannedEdit
from services.orders.order.content import OrderContent
from services.orders.order.model import Order
from shared.schemas.event import Contract
from shared.schemas.money import Amount
from shared.schemas.orders import LineChange


class LineToStart(Contract):
    """A line as an edit finds it; `left` of its units have left, and so many are ordered at least."""

    line_no: int
    left: int


class EditStart(Contract):
    """What an edit of the order at this `version` starts from."""

    order_id: UUID
    version: int
    content: OrderContent
    lines: tuple[LineToStart, ...]


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


def edit_start(order: Order, content: OrderContent) -> EditStart:
    left = order.has_left or {}
    return EditStart.model_construct(
        order_id=order.order_id,
        version=order.version,
        content=content,
        lines=tuple(
            LineToStart.model_construct(line_no=line.line_no, left=left.get(line.line_no, 0)) for line in content.lines
        ),
    )
