"""Staff say how far an order is in the shop: they give it a custom status, or take it away."""

from typing import NamedTuple
from uuid import UUID

from services.orders.order.content import Ordered
from services.orders.order.events import snapshot
from services.orders.order.model import Order
from services.orders.order.own_history import custom_status_entry
from services.orders.order.store import find_orders_with_content, save_orders
from services.orders.statuses.settings import CustomStatus, ProcessSettings
from services.orders.statuses.store import lock_statuses
from shared.clock import now
from shared.refused import NotFound, Refused
from shared.schemas.orders import CustomStatusCleared, CustomStatusSet
from shared.stored_settings import get_settings
from shared.transaction import Tx, announce


class UnknownStatus(Refused):
    type = "custom-status-unknown"
    status = 422
    field = "custom_status"


class ArchivedStatus(Refused):
    type = "custom-status-archived"
    field = "custom_status"


class SetCustomStatus(NamedTuple):
    """No `code` takes it away. `notify_customer` is whether the customer is told, where the status tells any."""

    order_id: UUID
    code: str | None
    notify_customer: bool
    by: str


async def set_custom_status(tx: Tx, command: SetCustomStatus) -> Order:
    """Whatever state the order is in. Setting the one that it has changes nothing, and tells nobody again."""
    found = (await find_orders_with_content(tx, [command.order_id])).get(command.order_id)
    if found is None:
        raise NotFound(f"there is no order {command.order_id}")
    before, ordered = found
    await lock_statuses(tx)
    settings = await get_settings(tx, ProcessSettings)
    status = _usable(settings, command.code, before) if command.code else settings.shown(before.custom_status)
    after = before.with_custom_status(command.code)
    if status is None or after is before:
        return before

    event = _set(after, ordered, status, command) if command.code else _cleared(after, status, command)
    assert event.recorded_at
    await save_orders(tx, [after], [custom_status_entry(event, max(event.recorded_at, after.began_at))])
    announce(tx, event, snapshot(after))
    return after


def _usable(settings: ProcessSettings, code: str, order: Order) -> CustomStatus:
    status = settings.find(code)
    if status is None:
        raise UnknownStatus(f"there is no custom status {code}: the shop's settings have those that can be set")
    if status.archived and order.custom_status != code:
        raise ArchivedStatus(f"the custom status {code} is archived, and set on no order any more")
    return status


def _set(order: Order, ordered: Ordered, status: CustomStatus, command: SetCustomStatus) -> CustomStatusSet:
    notify, language = status.notifies_customer and command.notify_customer, ordered.content.language
    return CustomStatusSet(
        order_id=order.order_id,
        sequence=order.version,
        number=order.number,
        status=status.code,
        title_en=status.title_en,
        title_fr=status.title_fr,
        colour=status.colour,
        visible_to_customer=status.visible_to_customer,
        notify_customer=notify,
        message=status.message(language) if notify else None,
        language=language,
        customer=ordered.customer if notify else None,
        recorded_at=now(),
        by=command.by,
    )


def _cleared(order: Order, status: CustomStatus, command: SetCustomStatus) -> CustomStatusCleared:
    return CustomStatusCleared(
        order_id=order.order_id,
        sequence=order.version,
        number=order.number,
        status=status.code,
        title_en=status.title_en,
        title_fr=status.title_fr,
        recorded_at=now(),
        by=command.by,
    )
