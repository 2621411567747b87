"""What each filter of the list means in SQL."""

from collections.abc import Mapping, Sequence

from services.orders.listing.filters import Filters
from services.orders.search_words import code_word, exactly, query
from shared.schemas.order_status import PaymentState, Status
from shared.sql import Sql, joined

UNSETTLED = "state = 'cancelled' AND settled_at IS NULL"
BALANCE = (
    "CASE state WHEN 'cancelled' THEN paid ELSE"
    " paid - gross + credited + least(written_off, greatest(gross - credited - paid, 0)) END"
)
"""`Order.balance`, on the list."""
STILL_SHIPS = "ships AND (shipped <> 'nothing' OR NOT (nothing_to_ship OR (credited > 0 AND credited >= gross)))"
"""`Order.still_ships`, on the list."""
_PICKED_UP = (Status.AWAITING_PAYMENT, Status.AWAITING_PICKUP, Status.READY_FOR_PICKUP)
"""What is paid in the shop is prepared and handed over as what is paid before."""
TO_LEAVE = "state <> 'cancelled' AND shipped <> 'fully'"
READY = f"goods_ready AND {TO_LEAVE}"
"""As its index has it."""
TO_PICK_UP = "status IN ('" + "', '".join(_PICKED_UP) + f"') AND pickup AND {READY} AND {STILL_SHIPS}"
TO_REFUND = "CASE state WHEN 'cancelled' THEN paid ELSE paid - gross + credited END > 0"
"""As its index has it: where more was paid than is charged, nothing counts as written off."""
ON_ITS_WAY = """(
    SELECT coalesce(sum(CASE WHEN pg_input_is_valid(asked.detail ->> 'amount', 'numeric')
        THEN (asked.detail ->> 'amount')::numeric END), 0)
    FROM history AS asked WHERE asked.order_id = orders.order_id AND asked.action = 'refund_requested'
        AND NOT EXISTS (SELECT FROM history AS known WHERE known.order_id = asked.order_id
            AND known.action IN ('refunded', 'refund_failed')
            AND known.detail ->> 'refund_id' = asked.detail ->> 'refund_id')
)"""
"""What was asked to be refunded and has neither gone nor failed: read of the few orders of which money is owed back."""
LEFT_TO_REFUND = f"{TO_REFUND} AND {BALANCE} > {ON_ITS_WAY}"
TO_INVOICE = "to_invoice AND status <> 'on_hold'"
"""Of an order that is held no invoice is made."""
LEFT = "(shipped <> 'nothing' OR parcel_left_at IS NOT NULL)"
CREDITED = "(state <> 'cancelled' AND paid = 0 AND credited > 0 AND credited = gross)"
ALL_CREDITED = "(state <> 'cancelled' AND shipped = 'nothing' AND credited > 0 AND credited >= gross)"
"""Nothing of it has left, and nothing leaves any more."""
PAYMENT_STATE = f"CASE WHEN {CREDITED} THEN 'credited' ELSE payment_status END"
"""`Order.payment_state`, on the list."""
_STATES = ("custom_status", "status", "payment_status", "payment_state", "shipment_status")


def of_columns(filters: Filters) -> list[Sql]:
    conditions = []
    if filters.held is not None:
        conditions.append(Sql("status = 'on_hold'" if filters.held else "status <> 'on_hold'"))
    if filters.unsettled is not None:
        conditions.append(Sql(UNSETTLED if filters.unsettled else f"NOT ({UNSETTLED})"))
    if filters.to_refund is not None:
        conditions.append(Sql(LEFT_TO_REFUND if filters.to_refund else f"NOT ({LEFT_TO_REFUND})"))
    if filters.to_invoice is not None:
        conditions.append(Sql(TO_INVOICE if filters.to_invoice else f"NOT ({TO_INVOICE})"))
    if filters.to_pick_up is not None:
        conditions.append(Sql(TO_PICK_UP if filters.to_pick_up else f"NOT ({TO_PICK_UP})"))
    if filters.left is not None:
        conditions.append(Sql(LEFT if filters.left else f"NOT {LEFT}"))
    if filters.goods_ready is not None:
        conditions.append(Sql(READY if filters.goods_ready else f"NOT goods_ready AND {TO_LEAVE}"))
    if filters.has_task is not None:
        conditions.append(Sql(f"next_task_due IS {'NOT ' if filters.has_task else ''}NULL"))
    if filters.task_due_to:
        conditions.append(Sql("next_task_due IS NOT NULL AND next_task_due <= ?", (filters.task_due_to,)))
    if filters.placed_from:
        conditions.append(Sql("placed_at >= ?", (filters.placed_from,)))
    if filters.placed_to:
        conditions.append(Sql("placed_at < ?", (filters.placed_to,)))
    return conditions


def of_states(filters: Filters) -> dict[str, Sequence[object]]:
    """The values asked for, by column: the index of statuses finds what is picked up too."""
    if filters.to_pick_up and not filters.status:
        filters = filters._replace(status=_PICKED_UP)
    wanted = {column: list(dict.fromkeys(getattr(filters, column))) for column in _STATES}
    return {column: values for column, values in wanted.items() if values}


def any_of(states: Mapping[str, Sequence[object]]) -> list[Sql]:
    """Each value as its index and the statistics have it: of what a CASE makes, PostgreSQL expects next to nothing."""
    each = [[is_in(column, one) for one in values] for column, values in states.items()]
    return [Sql(f"({found.text})", found.values) for found in (joined(some, " OR ") for some in each)]


def is_in(column: str, value: object) -> Sql:
    """One value of a state, as its index has it."""
    if column != "payment_state":
        return Sql(f"{column} = ?", (value,))
    if value == PaymentState.CREDITED:
        return Sql(CREDITED)
    others = f" AND NOT {CREDITED}" if value == PaymentState.PAID else ""
    return Sql(f"payment_status = ?{others}", (value,))


def of_contents(filters: Filters) -> list[Sql]:
    """On `order_contents`, whose index has the words."""
    conditions = []
    if filters.search:
        conditions.append(Sql("words @@ ?::text::tsquery", (query(filters.search),)))
    if filters.sku:
        conditions.append(Sql("words @@ ?::text::tsquery", (exactly(code_word(filters.sku)),)))
        conditions.append(Sql("skus @> ARRAY[?::text]", (filters.sku,)))
    return conditions


def of_amount(filters: Filters) -> list[Sql]:
    conditions = []
    if filters.amount_from is not None:
        conditions.append(Sql("gross >= ?", (filters.amount_from,)))
    if filters.amount_to is not None:
        conditions.append(Sql("gross <= ?", (filters.amount_to,)))
    if filters.currency:
        conditions.append(Sql("currency = ?", (filters.currency,)))
    return conditions
