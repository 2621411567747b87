"""What is overdue follows each change of an account, in its transaction: nobody is reminded of what is paid."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from services.billing.account import Account, list_accounts
from services.billing.documents.model import Document
from services.billing.reminders.overdue import overdue
from services.billing.reminders.store import end_schedules, save_overdue
from services.billing.settings import SellerSettings
from shared.clock import now
from shared.stored_settings import get_settings
from shared.transaction import Tx

EARLIEST = timedelta(hours=14)
"""Nowhere is it later in the day than by so much."""


def may_be_overdue(documents: Iterable[Document]) -> bool:
    """Whether the day of any of them is over, be it elsewhere: most are paid, or credited, long before."""
    day = (now() + EARLIEST).date()
    return any(one.due_on < day for one in documents if one.due_on)


async def follow(tx: Tx, accounts: Sequence[Account]) -> None:
    """After payments, credits, or what takes them back. The level that was reached stays, whatever is paid."""
    accounts = [one for one in accounts if may_be_overdue(one.invoices)]
    if not accounts:
        return
    late = [one for one in accounts if one.balance.due]
    today = (await get_settings(tx, SellerSettings)).date_of(now()) if late else None
    found = [schedule for one in late if today and (schedule := overdue(one, today))]
    if found:
        await save_overdue(tx, found)
    if over := {one.order.order_id for one in accounts} - {one.order_id for one in found}:
        await end_schedules(tx, over)


async def follow_orders(tx: Tx, order_ids: Sequence[UUID]) -> None:
    """As they are now; their orders are locked."""
    await follow(tx, await list_accounts(tx, order_ids))
