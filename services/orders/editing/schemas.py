"""What the API takes and answers of edits."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.orders.editing.open_edit import OpenEdit
from services.orders.editing.plan import PlannedEdit
from services.orders.order.content import OrderContent
from services.orders.order.model import Order
from shared.money import written
from shared.schemas.event import Asked, Contract
from shared.schemas.money import Amount
from shared.schemas.orders import LeftAndCredited, LineChange, OrderEdited
from shared.schemas.values import Actor, Flag


class LineToStart(Contract):
    """A line as an edit finds it: `left` of its units have left, and so many are ordered at least.

    `credited` units more were ordered, and are off.
    """

    line_no: int
    left: int
    credited: int


class EditStart(Contract):
    """What an edit of the order at this `version` starts from: the order less what credit notes gave back of it."""

    order_id: UUID
    version: int
    content: OrderContent
    lines: tuple[LineToStart, ...]


class EditPreview(Contract):
    """What an edit would make of the order at this `version`; `difference` is what more is to be paid, VAT included.

    What was `credited` of it is off before, and stays given back; `left_and_credited` is what of that had left.
    Sent with the same version and its `gross`, the edit does just that, or is refused. `told` is what would
    be announced of it: other services tell beforehand what they make of that.
    """

    order_id: UUID
    version: int
    before: OrderContent
    after: OrderContent
    changes: tuple[LineChange, ...]
    difference: Amount
    credited: Amount
    left_and_credited: tuple[LeftAndCredited, ...]
    told: OrderEdited


def edit_preview(plan: PlannedEdit, told: OrderEdited) -> EditPreview:
    return EditPreview.model_construct(
        order_id=plan.order.order_id,
        version=plan.before.version,
        before=plan.start,
        after=plan.content,
        changes=plan.changes,
        difference=plan.content.totals.gross - plan.start.totals.gross,
        credited=written(plan.before.credited, plan.before.currency),
        left_and_credited=plan.order.left_and_credited,
        told=told,
    )


def edit_start(order: Order, content: OrderContent, left: Mapping[int, int]) -> EditStart:
    """`content` is without what was credited."""
    credited = order.given_back.parts
    return EditStart.model_construct(
        order_id=order.order_id,
        version=order.version,
        content=content,
        lines=tuple(
            LineToStart.model_construct(
                line_no=line.line_no,
                left=left.get(line.line_no, 0),
                credited=credited[line.line_no].quantity if line.line_no in credited else 0,
            )
            for line in content.lines
        ),
    )


class EditToOpen(Asked):
    """`take_over`: where somebody else has it open, it is the caller's from now on."""

    take_over: Flag = False


class OpenEditView(Contract):
    """Who has the order open to edit it, and since when; it is over at `expires_at`, unless it is worked on."""

    by: Actor
    opened_at: datetime
    renewed_at: datetime
    expires_at: datetime


class OpenEditOfOrder(Contract):
    """`open_edit` is null where nobody has the order open. It keeps nobody from editing: the version decides."""

    order_id: UUID
    open_edit: OpenEditView | None


def open_edit_of_order(order_id: UUID, edit: OpenEdit | None) -> OpenEditOfOrder:
    view = edit and OpenEditView.model_construct(**edit._asdict(), expires_at=edit.expires_at)
    return OpenEditOfOrder.model_construct(order_id=order_id, open_edit=view)
